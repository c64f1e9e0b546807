import CKernels

/// The sum of an array from the sums of its tiles, in the order in which `sum` adds them when it
/// runs eagerly, so that fused sums have the same last digit.
enum TileSums {
  /// The number of elements in a tile: the size of the blocks in which the sum kernels add.
  static let length = 1024

  /// The sum of all elements. The tiles are the blocks of `sum`, which within each piece are added
  /// up as a tree before the pieces are. Overwrites the sums of the tiles.
  static func total(_ tiles: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
    let tilesOfPiece = foldedPieceLength / length
    let pieces = count.ceilDivided(by: tilesOfPiece)
    for piece in 0..<pieces {
      let start = piece * tilesOfPiece
      // A piece's sum overwrites that of a tile that has already been read.
      tiles[piece] = tree(tiles + start, Swift.min(tilesOfPiece, count - start))
    }
    return pieces == 1 ? tiles[0] : kernel_sum_f32(tiles, pieces)
  }

  /// Adds up neighbors, then neighboring pairs, and so on; the partial sums that are left over are
  /// added from the right.
  private static func tree(_ numbers: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
    var depth = 0
    for index in 0..<count {
      var sum = numbers[index]
      var bits = index
      while bits & 1 == 1 {
        depth -= 1
        sum += numbers[depth]
        bits >>= 1
      }
      numbers[depth] = sum
      depth += 1
    }
    var total: Float = 0
    while depth > 0 {
      depth -= 1
      total += numbers[depth]
    }
    return total
  }
}
