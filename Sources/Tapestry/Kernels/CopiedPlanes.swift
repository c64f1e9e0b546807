import CKernels

/// A copy from one view to another of the same shape, as a number of planes: two dimensions that a
/// kernel copies at once, and the dimensions outside them.
///
/// Neighboring dimensions are merged where both views allow it. The columns of a plane are the
/// innermost dimension, in which the target's elements are usually adjacent. Its rows are the
/// dimension in which the source's elements are adjacent, so that a transpose of any rank reads and
/// writes whole cache lines; if there is none, the next dimension outwards.
struct CopiedPlanes {
  /// A dimension and the distances between its elements in both views.
  private struct Dimension {
    var size: Int
    var source: Int
    var target: Int
  }

  private var outer: [Dimension] = []
  private var rows = Dimension(size: 1, source: 0, target: 0)
  private let columns: Dimension
  private let elementSize: Int

  /// The most rows and columns that are copied at a time: so few that all cores have work, and so
  /// many that a piece's overhead is small. Pieces of a transpose are square, since rows are
  /// contiguous in one view and columns in the other.
  private var pieceHeight: Int { isTransposed ? 128 : Swift.max(1, (1 << 14) / columns.size) }
  private var pieceWidth: Int { isTransposed ? 128 : 1 << 14 }
  private var isTransposed: Bool { rows.source == 1 && columns.source != 1 }

  init(shape: Shape, from source: [Int], to target: [Int], elementSize: Int) {
    var merged: [Dimension] = []
    for axis in 0..<shape.rank where shape[axis] != 1 {
      let next = Dimension(size: shape[axis], source: source[axis], target: target[axis])
      if let last = merged.last, last.source == next.source * next.size,
        last.target == next.target * next.size
      {
        merged[merged.count - 1] = next
        merged[merged.count - 1].size *= last.size
      } else {
        merged.append(next)
      }
    }
    columns = merged.popLast() ?? Dimension(size: 1, source: 1, target: 1)
    self.elementSize = elementSize
    if let last = merged.indices.last {
      let neighbors = columns.source == 1 ? nil : merged.lastIndex { $0.source == 1 }
      rows = merged.remove(at: neighbors ?? last)
    }
    outer = merged
  }

  /// A copy of rows without gaps to rows that begin `distance` elements apart.
  init(rows count: Int, of length: Int, to distance: Int, elementSize: Int) {
    rows = Dimension(size: count, source: length, target: distance)
    columns = Dimension(size: length, source: 1, target: 1)
    self.elementSize = elementSize
  }

  /// Copies all elements, on all cores if there is enough work.
  func copy(from source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer) {
    let planes = outer.reduce(1) { $0 * $1.size }
    let count = planes * rows.size * columns.size
    guard count > 0 else { return }
    let (height, width) = (pieceHeight, pieceWidth)
    let down = rows.size.ceilDivided(by: height)
    let across = columns.size.ceilDivided(by: width)
    let pieces = planes * down * across
    parallel(pieces, smallest: Swift.max(2, (1 << 16) / (count / pieces)), multiple: 1) { part in
      for pieceIndex in part {
        let (plane, piece) = pieceIndex.quotientAndRemainder(dividingBy: down * across)
        let (top, left) = (piece / across * height, piece % across * width)
        let offsets = offsets(of: plane)
        copyPlane(
          source + (offsets.source + top * rows.source + left * columns.source) * elementSize,
          target + (offsets.target + top * rows.target + left * columns.target) * elementSize,
          rows: Swift.min(height, rows.size - top), columns: Swift.min(width, columns.size - left))
      }
    }
  }

  /// Where a plane begins in both views.
  private func offsets(of plane: Int) -> (source: Int, target: Int) {
    var rest = plane
    var (source, target) = (0, 0)
    for dimension in outer.reversed() {
      let (quotient, index) = rest.quotientAndRemainder(dividingBy: dimension.size)
      source += index * dimension.source
      target += index * dimension.target
      rest = quotient
    }
    return (source, target)
  }

  private func copyPlane(
    _ source: UnsafeMutableRawPointer, _ target: UnsafeMutableRawPointer, rows rowCount: Int,
    columns columnCount: Int
  ) {
    Tapestry.copyPlane(
      source, rows: rows.source, columns: columns.source, to: target, rows: rows.target,
      columns: columns.target, size: elementSize, rowCount, columnCount)
  }
}

/// Copies a matrix to another address and layout, given the distances between its rows and between
/// its columns in each.
func copyPlane(
  _ source: UnsafeRawPointer, rows sourceRow: Int, columns sourceStep: Int,
  to target: UnsafeMutableRawPointer, rows targetRow: Int, columns targetStep: Int, size: Int,
  _ rowCount: Int, _ columnCount: Int
) {
  let kernel =
    switch size {
    case 1: kernel_copy_plane_bytes1
    case 2: kernel_copy_plane_bytes2
    case 4: kernel_copy_plane_bytes4
    default: kernel_copy_plane_bytes8
    }
  kernel(source, sourceRow, sourceStep, target, targetRow, targetStep, rowCount, columnCount)
}
