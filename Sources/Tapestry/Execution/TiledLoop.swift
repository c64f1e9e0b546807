import CKernels

/// A cluster of element-wise operations, compiled for running: all of them are applied to a tile of
/// the elements before the next tile is read, so that each operation finds in the cache what the
/// one before it left there.
///
/// Between operations a tile is kept in a buffer of its own or, if the value is needed outside, at
/// its final place in memory. A row that broadcasting repeats, such as a bias, is written out
/// repeatedly before the loop, long enough that each tile finds all its elements consecutively from
/// some offset on. So the same loops work for it, whereas loops over rows would be short where rows
/// are.
final class TiledLoop {
  /// The number of elements in a tile where sums are formed: the size of the blocks in which the
  /// sum kernels add, so that fused sums have the same last digit.
  private static let summedLength = 1024
  /// The number of elements in a tile where none are. Large arrays begin at the same place of a
  /// page, so that their tiles compete for the same sets of the first-level cache, each of which
  /// holds eight lines. Tiles of 1024 elements cover all sets, so that nine push each other out;
  /// tiles of 256 elements leave three quarters of the sets to the buffers.
  private static let plainLength = 256
  private let tileLength: Int
  /// The number of elements from which a second thread pays.
  private static let smallestShared = 1 << 15

  private struct Operand {
    /// The node whose value is in memory; nil for a tile buffer and for a repeated row.
    var node: Int?
    /// The offset of a tile buffer or a repeated row, in bytes.
    var offset = 0
    /// The number of elements after which a row begins again; 0 if this is not a repeated row.
    var period = 0
    /// The number of bytes from one element to the next in memory; 0 for one element that repeats.
    var stride = 0
    /// 1 for an array, 0 for one element that repeats.
    var step = 1
  }

  /// One operation on a tile.
  private struct Instruction {
    enum Kind {
      case loop(ElementLoop)
      /// Two operations, of which the first takes the first two operands.
      case pair(kernel_pair_f32)
      /// Adds up the tile for a reduction.
      case reduce(Int)
    }
    let kind: Kind
    var first = Operand()
    var second = Operand()
    var third = Operand()
    var target = Operand()
  }

  /// A row that repeats.
  private struct Row {
    let node: Int
    let operand: Operand
    /// The number of elements that are written out.
    let length: Int
  }

  /// A sum or mean that is formed in the same pass.
  private struct FusedReduction {
    let node: Int
    /// The divisor of the sum.
    let divisor: Float
  }

  private let count: Int
  // Unmanaged memory, since reference counting during a run would cost more than the arithmetic on
  // a small tile.
  private let instructions: UnsafeMutableBufferPointer<Instruction>
  private let reductions: [FusedReduction]
  private let rows: [Row]
  private let repeatedRows: UnsafeMutableRawPointer
  private let tiles: UnsafeMutableRawPointer
  private let tileBytes: Int
  /// The sum of each tile, for each reduction.
  private let partials: UnsafeMutablePointer<Float>

  init(
    _ cluster: Schedule.Cluster, _ pairs: [Int: ElementPair], _ graph: Graph,
    _ aliasing: StorageAliasing, _ memory: MemoryPlan
  ) {
    count = cluster.count
    let tileLength = cluster.reductions.isEmpty ? Self.plainLength : Self.summedLength
    self.tileLength = tileLength
    var instructions: [Instruction] = []
    var reductions: [FusedReduction] = []
    var tileOfNode: [Int: Int] = [:]
    var free: [Int] = []
    var uses: [Int: Int] = [:]
    for number in cluster.nodes + cluster.reductions {
      for input in graph.nodes[number].inputs { uses[aliasing.root[input], default: 0] += 1 }
    }
    var tileCount = 0
    var rows: [Row] = []
    var rowBytes = 0
    func operand(_ number: Int) -> Operand {
      let root = aliasing.root[number]
      let step = aliasing.isUniform[number] ? 0 : 1
      if let tile = tileOfNode[root] {
        return Operand(offset: tile * tileLength * MemoryLayout<Float>.size, step: step)
      }
      let period = graph.nodes[number].spec.shape.elementCount
      guard step == 0 || period == cluster.count else { return repeatedRow(root, period) }
      return Operand(node: root, stride: step * graph.nodes[root].spec.dtype.size, step: step)
    }
    func repeatedRow(_ root: Int, _ period: Int) -> Operand {
      if let known = rows.first(where: { $0.node == root }) { return known.operand }
      let length = period + Swift.min(tileLength, cluster.count)
      let row = Row(node: root, operand: Operand(offset: rowBytes, period: period), length: length)
      rows.append(row)
      rowBytes += length * MemoryLayout<Float>.size
      return row.operand
    }
    func release(_ inputs: [Int]) {
      for input in inputs.map({ aliasing.root[$0] }) {
        uses[input]! -= 1
        if uses[input] == 0, let tile = tileOfNode[input] { free.append(tile) }
      }
    }
    // A reduction reads its tile as soon as the tile is computed, before its buffer is used for
    // another value.
    var reductionsOfNode: [Int: [Int]] = [:]
    for number in cluster.reductions {
      reductionsOfNode[aliasing.root[graph.nodes[number].inputs[0]], default: []].append(number)
    }
    func addReductions(of root: Int) {
      for number in reductionsOfNode.removeValue(forKey: root) ?? [] {
        let isMean = graph.nodes[number].primitive!.fusableReduction!.isMean
        reductions.append(FusedReduction(node: number, divisor: isMean ? Float(cluster.count) : 1))
        instructions.append(
          Instruction(
            kind: .reduce(reductions.count - 1), first: operand(graph.nodes[number].inputs[0])))
      }
    }
    for root in reductionsOfNode.keys.sorted() where !cluster.nodes.contains(root) {
      addReductions(of: root)
    }
    let paired = Set(pairs.values.map(\.inner))
    for number in cluster.nodes where !paired.contains(number) {
      let node = graph.nodes[number]
      let pair = pairs[number]
      let operands = (pair?.operands ?? node.inputs).map(operand)
      if memory.isInner[number] {
        tileOfNode[number] = free.popLast() ?? tileCount
        tileCount = Swift.max(tileCount, tileOfNode[number]! + 1)
      }
      instructions.append(
        Instruction(
          kind: pair.map { .pair($0.loop) } ?? .loop(node.primitive!.elementLoop!),
          first: operands[0],
          second: operands.count > 1 ? operands[1] : Operand(),
          third: operands.count > 2 ? operands[2] : Operand(), target: operand(number)))
      addReductions(of: number)
      release(node.inputs)
      if let pair { release(graph.nodes[pair.inner].inputs) }
    }
    self.instructions = .allocate(capacity: instructions.count)
    _ = self.instructions.initialize(from: instructions)
    self.reductions = reductions
    self.rows = rows
    repeatedRows = .allocate(byteCount: Swift.max(rowBytes, 1), alignment: 64)
    tileBytes = Swift.max(tileCount, 1) * tileLength * MemoryLayout<Float>.size
    tiles = .allocate(byteCount: tileBytes * coreCount, alignment: 64)
    partials = .allocate(
      capacity: Swift.max(reductions.count, 1) * ((count + tileLength - 1) / tileLength))
  }

  deinit {
    instructions.deinitialize().deallocate()
    repeatedRows.deallocate()
    tiles.deallocate()
    partials.deallocate()
  }

  /// The step of a plan that runs the loop.
  var step: Plan.Step {
    { [self] plan in run(plan.addresses) }
  }

  private func run(_ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>) {
    let pieces = (count + tileLength - 1) / tileLength
    for row in rows { write(row, addresses[row.node]) }
    if pieces == 1 {
      runTile(addresses, tiles, 0, 0, count, 1)
    } else {
      parallel(pieces, smallest: Self.smallestShared / tileLength, multiple: 1) { part, core in
        let buffers = tiles + core * tileBytes
        for piece in part {
          let start = piece * tileLength
          let length = Swift.min(tileLength, count - start)
          runTile(addresses, buffers, piece, start, length, pieces)
        }
      }
    }
    for (index, reduction) in reductions.enumerated() {
      let sum = Self.sum(ofTiles: partials + index * pieces, pieces)
      addresses[reduction.node].assuming(Float.self).pointee = sum / reduction.divisor
    }
  }

  /// Writes out a row repeatedly, doubling what has been written each time.
  private func write(_ row: Row, _ from: UnsafeMutableRawPointer) {
    let target = repeatedRows + row.operand.offset
    let size = MemoryLayout<Float>.size
    target.copyMemory(from: from, byteCount: row.operand.period * size)
    var written = row.operand.period
    while written < row.length {
      let next = Swift.min(written, row.length - written)
      (target + written * size).copyMemory(from: target, byteCount: next * size)
      written += next
    }
  }

  /// The sum of all elements from the sums of the tiles, in the order in which `sum` adds them when
  /// it runs eagerly: the tiles are its blocks, which it adds up as a tree within each piece,
  /// before it adds the pieces.
  private static func sum(ofTiles tiles: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
    let tilesOfPiece = Sum.pieceLength / summedLength
    let pieces = (count + tilesOfPiece - 1) / tilesOfPiece
    for piece in 0..<pieces {
      let start = piece * tilesOfPiece
      // A piece's sum overwrites that of a tile that has already been read.
      tiles[piece] = tree(tiles + start, Swift.min(tilesOfPiece, count - start))
    }
    return pieces == 1 ? tiles[0] : kernel_sum_f32(tiles, pieces)
  }

  /// Adds up neighbours, then neighbouring pairs, and so on; what is left over is added from the
  /// right.
  private static func tree(_ numbers: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
    var depth = 0
    for number in 0..<count {
      var sum = numbers[number]
      var bits = number
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

  private func runTile(
    _ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>, _ buffers: UnsafeMutableRawPointer,
    _ piece: Int, _ start: Int, _ length: Int, _ pieces: Int
  ) {
    func address(_ operand: Operand) -> UnsafeMutableRawPointer {
      if let node = operand.node { return addresses[node] + start * operand.stride }
      guard operand.period > 0 else { return buffers + operand.offset }
      let place = start % operand.period
      return repeatedRows + operand.offset + place * MemoryLayout<Float>.size
    }
    for index in instructions.indices {
      let instruction = instructions.baseAddress! + index
      let (first, second) = (instruction.pointee.first, instruction.pointee.second)
      let x = address(first)
      switch instruction.pointee.kind {
      case .reduce(let index):
        partials[index * pieces + piece] = kernel_sum_f32(x.assuming(), length)
      case .pair(let loop):
        let third = instruction.pointee.third
        loop(
          x.assuming(), first.step, address(second).assuming(), second.step,
          address(third).assuming(), third.step, address(instruction.pointee.target).assuming(),
          length)
      case .loop(.one(let loop)):
        loop(x.assuming(), address(instruction.pointee.target).assuming(), length)
      case .loop(.two(let loop)):
        loop(
          x.assuming(), first.step, address(second).assuming(), second.step,
          address(instruction.pointee.target).assuming(), length)
      case .loop(.comparison(let loop)):
        loop(
          x.assuming(), first.step, address(second).assuming(), second.step,
          address(instruction.pointee.target).assuming(), length)
      case .loop(.choice):
        let third = instruction.pointee.third
        kernel_select_f32(
          x.assuming(), first.step, address(second).assuming(), second.step,
          address(third).assuming(), third.step, address(instruction.pointee.target).assuming(),
          length)
      }
    }
  }
}
