import CKernels

/// A cluster of element-wise operations, compiled for running: all of them are applied to a tile of
/// the elements before the next tile is read, so each operation finds its operands in the cache.
///
/// Between operations a tile is kept in a buffer of its own or, if the value is needed outside, at
/// its final location in memory. A row that broadcasting repeats, such as a bias, is written out
/// repeatedly before the loop, so often that each tile finds all its elements consecutively from
/// some offset on. So the same loops work for it; loops over single rows would be too short where
/// rows are short. A column, each of whose elements is repeated along a row, is written out tile by
/// tile.
final class TiledLoop {
  /// The number of elements in a tile if no sums are formed. Large arrays begin at the same offset
  /// in a page, so their tiles compete for the same sets of the first-level cache, each of which
  /// holds eight lines. Tiles of 1024 elements cover all sets, so nine tiles evict each other;
  /// tiles of 256 elements leave three quarters of the sets to the buffers.
  private static let plainLength = 256
  private let tileLength: Int
  /// The number of elements of each sum, if sums of rows are formed: then a tile is some rows.
  private let rowLength: Int?
  /// The number of elements from which a second thread pays.
  private static let smallestShared = 1 << 15
  /// The number of elements from which tiles are prefetched. Smaller arrays are mostly in a cache
  /// so near that the processor's own prefetching is enough, and more would only take time.
  private static let smallestPrefetched = 1 << 17

  private let count: Int
  // Unmanaged memory, since reference counting during a run would cost more than the arithmetic on
  // a small tile.
  private let instructions: UnsafeMutableBufferPointer<Instruction>
  private let locations: UnsafeMutableBufferPointer<Location>
  private let streams: UnsafeMutableBufferPointer<Stream>
  /// The address of each location for the current tile, for each core. Several operations share a
  /// location, and tile buffers stay where they are, so this costs less than computing an address
  /// for each operand.
  private let locationAddresses: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// The number of addresses from one core to the next. Cores share no cache line: if they wrote to
  /// the same line, they would wait for each other at every tile.
  private let addressesPerCore: Int
  private let reductions: [FusedReduction]
  private let rows: [Row]
  private let repeatedRows: UnsafeMutableRawPointer
  private let tiles: UnsafeMutableRawPointer
  private let tileBytes: Int
  /// The sum of each tile, for each reduction. A tensor, since there may be no memory for as many
  /// sums as huge arrays have tiles, and tensors then stop with a message.
  private let partials: Tensor

  init(
    _ cluster: Schedule.Cluster, _ pairs: [Int: ElementPair], _ graph: Graph,
    _ aliasing: StorageAliasing, _ memory: MemoryPlan
  ) {
    count = cluster.count
    rowLength = cluster.sumLength == cluster.count ? nil : cluster.sumLength
    let tileLength =
      rowLength.map { Swift.max(1, Self.plainLength / $0) * $0 }
      ?? (cluster.reductions.isEmpty ? Self.plainLength : TileSums.length)
    self.tileLength = tileLength
    var instructions: [Instruction] = []
    var reductions: [FusedReduction] = []
    var tileOfNode: [Int: Int] = [:]
    var free: [Int] = []
    var uses: [Int: Int] = [:]
    for node in cluster.nodes + cluster.reductions {
      for input in graph.nodes[node].inputs { uses[aliasing.root[input], default: 0] += 1 }
    }
    var tileCount = 0
    var tileOfColumn: [[Int]: Int] = [:]
    var rows: [Row] = []
    var rowBytes = 0
    var locations: [Location] = []
    var indices: [Location: Int] = [:]
    func index(of location: Location) -> Int {
      if let known = indices[location] { return known }
      indices[location] = locations.count
      locations.append(location)
      return locations.count - 1
    }
    func newTile() -> Int {
      let tile = free.popLast() ?? tileCount
      tileCount = Swift.max(tileCount, tile + 1)
      return tile
    }
    func buffer(_ tile: Int) -> Location {
      .tile(offset: tile * tileLength * MemoryLayout<Float>.size)
    }
    /// The value of `node` as an operand or the result of the operation at the node `user`.
    func operand(_ node: Int, of user: Int) -> Operand {
      let step = aliasing.isUniform[node] ? 0 : 1
      return Operand(location: index(of: location(node, step, user)), step: step)
    }
    func location(_ node: Int, _ step: Int, _ user: Int) -> Location {
      let root = aliasing.root[node]
      if let tile = tileOfNode[root] { return buffer(tile) }
      let shape = graph.nodes[node].spec.shape
      guard step == 0 || shape.elementCount == cluster.count else {
        let times = shape.repetition(in: graph.nodes[user].spec.shape)!
        return times == 1
          ? repeatedRow(root, shape.elementCount) : repeatedColumn(root, shape.elementCount, times)
      }
      return .memory(node: root, stride: step * graph.nodes[root].spec.dtype.size)
    }
    /// The buffer into which a column is written out for all operations that use it.
    func repeatedColumn(_ root: Int, _ period: Int, _ times: Int) -> Location {
      let key = [root, times]
      if let tile = tileOfColumn[key] { return buffer(tile) }
      let tile = newTile()
      tileOfColumn[key] = tile
      instructions.append(
        repetition(of: root, period, times, Operand(location: index(of: buffer(tile)))))
      return buffer(tile)
    }
    func repetition(of root: Int, _ period: Int, _ times: Int, _ target: Operand) -> Instruction {
      Instruction(
        kind: .repetition(times: times, period: period),
        first: Operand(location: index(of: .memory(node: root, stride: 0))), target: target)
    }
    func repeatedRow(_ root: Int, _ period: Int) -> Location {
      if let known = rows.first(where: { $0.node == root }) {
        return .row(offset: known.offset, period: known.period)
      }
      let length = period + Swift.min(tileLength, cluster.count)
      rows.append(Row(node: root, offset: rowBytes, period: period, length: length))
      defer { rowBytes += length * MemoryLayout<Float>.size }
      return .row(offset: rowBytes, period: period)
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
    for reduction in cluster.reductions {
      let root = aliasing.root[graph.nodes[reduction].inputs[0]]
      reductionsOfNode[root, default: []].append(reduction)
    }
    func addReductions(of root: Int) {
      for reduction in reductionsOfNode.removeValue(forKey: root) ?? [] {
        let isMean = graph.nodes[reduction].primitive!.fusableReduction!.isMean
        let divisor = isMean ? Float(cluster.sumLength!) : 1
        reductions.append(FusedReduction(node: reduction, divisor: divisor))
        instructions.append(
          Instruction(
            kind: .reduce(reductions.count - 1),
            first: operand(graph.nodes[reduction].inputs[0], of: reduction)))
      }
    }
    for root in reductionsOfNode.keys.sorted() where !cluster.nodes.contains(root) {
      addReductions(of: root)
    }
    let paired = Set(pairs.values.map(\.inner))
    for nodeIndex in cluster.nodes where !paired.contains(nodeIndex) {
      let node = graph.nodes[nodeIndex]
      let pair = pairs[nodeIndex]
      var operands: [Operand] = []
      if !(node.primitive is Broadcasting || node.primitive is StridedSlice) {
        // The first two operands of a pair are those of its first operation.
        operands = (pair?.operands ?? node.inputs).enumerated().map { position, input in
          operand(input, of: position < 2 ? pair?.inner ?? nodeIndex : nodeIndex)
        }
      }
      if memory.isInner[nodeIndex] { tileOfNode[nodeIndex] = newTile() }
      let target = operand(nodeIndex, of: nodeIndex)
      let (root, shape) = (aliasing.root[node.inputs[0]], graph.nodes[node.inputs[0]].spec.shape)
      if let slice = node.primitive as? StridedSlice {
        instructions.append(
          Instruction(
            kind: .slice(RowSlice(slice, of: shape)!),
            first: Operand(location: index(of: .memory(node: root, stride: 0))), target: target))
      } else if operands.isEmpty {
        instructions.append(
          repetition(of: root, shape.elementCount, shape.repetition(in: node.spec.shape)!, target))
      } else {
        instructions.append(
          Instruction(
            kind: pair.map { .pair($0.loop) } ?? .loop(node.primitive!.elementLoop!),
            first: operands[0],
            second: operands.count > 1 ? operands[1] : Operand(),
            third: operands.count > 2 ? operands[2] : Operand(), target: target))
      }
      addReductions(of: nodeIndex)
      release(node.inputs)
      if let pair { release(graph.nodes[pair.inner].inputs) }
    }
    self.instructions = .allocate(capacity: instructions.count)
    _ = self.instructions.initialize(from: instructions)
    self.locations = .allocate(capacity: locations.count)
    _ = self.locations.initialize(from: locations)
    let isPrefetched = cluster.count >= Self.smallestPrefetched
    let streams = locations.enumerated().compactMap { (index, location) -> Stream? in
      guard isPrefetched, case .memory(_, let stride) = location, stride > 0 else { return nil }
      return Stream(location: index, stride: stride)
    }
    self.streams = .allocate(capacity: streams.count)
    _ = self.streams.initialize(from: streams)
    self.reductions = reductions
    self.rows = rows
    repeatedRows = .allocate(byteCount: Swift.max(rowBytes, 1), alignment: 64)
    tileBytes = Swift.max(tileCount, 1) * tileLength * MemoryLayout<Float>.size
    tiles = .allocate(byteCount: tileBytes * coreCount, alignment: 64)
    // Processors may fetch lines of 64 bytes in pairs.
    let (line, size) = (128, MemoryLayout<UnsafeMutableRawPointer>.size)
    let bytesPerCore = (locations.count * size).roundedUp(toMultipleOf: line)
    addressesPerCore = bytesPerCore / size
    locationAddresses =
      UnsafeMutableRawPointer
      .allocate(byteCount: bytesPerCore * coreCount, alignment: line)
      .bindMemory(to: UnsafeMutableRawPointer.self, capacity: addressesPerCore * coreCount)
    for core in 0..<coreCount {
      for (index, location) in locations.enumerated() {
        guard case .tile(let offset) = location else { continue }
        locationAddresses[core * addressesPerCore + index] = tiles + core * tileBytes + offset
      }
    }
    partials = Tensor(
      uninitialized: [reductions.count, count.ceilDivided(by: tileLength)], dtype: .float32)
  }

  deinit {
    instructions.deinitialize().deallocate()
    locations.deinitialize().deallocate()
    streams.deallocate()
    UnsafeMutableRawPointer(locationAddresses).deallocate()
    repeatedRows.deallocate()
    tiles.deallocate()
  }

  /// The step of a plan that runs the loop.
  var step: Plan.Step {
    { [self] plan in partials.withElements { run(plan.addresses, $0) } }
  }

  private func run(
    _ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>,
    _ partials: UnsafeMutablePointer<Float>
  ) {
    let pieces = count.ceilDivided(by: tileLength)
    for row in rows { write(row, addresses[row.node]) }
    if pieces == 1 {
      runTile(addresses, partials, core: 0, 0, 0, count, 1)
    } else {
      parallel(pieces, smallest: Self.smallestShared / tileLength, multiple: 1) { part, core in
        for piece in part {
          let start = piece * tileLength
          let length = Swift.min(tileLength, count - start)
          runTile(addresses, partials, core: core, piece, start, length, pieces)
        }
      }
    }
    if rowLength != nil { return }
    for (index, reduction) in reductions.enumerated() {
      let sum = TileSums.total(partials + index * pieces, pieces)
      addresses[reduction.node].assuming(Float.self).pointee = sum / reduction.divisor
    }
  }

  /// Writes out a row repeatedly, doubling what has been written each time.
  private func write(_ row: Row, _ from: UnsafeMutableRawPointer) {
    let target = repeatedRows + row.offset
    let size = MemoryLayout<Float>.size
    target.copyMemory(from: from, byteCount: row.period * size)
    var written = row.period
    while written < row.length {
      let next = Swift.min(written, row.length - written)
      (target + written * size).copyMemory(from: target, byteCount: next * size)
      written += next
    }
  }

  private func runTile(
    _ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>,
    _ partials: UnsafeMutablePointer<Float>, core: Int, _ piece: Int, _ start: Int, _ length: Int,
    _ pieces: Int
  ) {
    let here = locationAddresses + core * addressesPerCore
    for index in locations.indices {
      switch locations[index] {
      case .tile: break
      case .memory(let node, let stride): here[index] = addresses[node] + start * stride
      case .row(let offset, let period):
        here[index] = repeatedRows + offset + start % period * MemoryLayout<Float>.size
      }
    }
    for index in instructions.indices {
      prefetchNext(index, here, length)
      let instruction = instructions.baseAddress! + index
      let x = here[instruction.pointee.first.location]
      let target = here[instruction.pointee.target.location]
      switch instruction.pointee.kind {
      case .reduce(let index):
        if let rowLength {
          let reduction = reductions[index]
          let sums = addresses[reduction.node].assuming(Float.self) + start / rowLength
          for row in 0..<length / rowLength {
            sums[row] =
              kernel_sum_f32(x.assuming() + row * rowLength, rowLength) / reduction.divisor
          }
        } else {
          partials[index * pieces + piece] = kernel_sum_f32(x.assuming(), length)
        }
      case .repetition(let times, let period):
        repeatElements(x.assuming(), times, period, from: start, target.assuming(), length)
      case .slice(let slice):
        slice.copy(x.assuming(), from: start, to: target.assuming(), count: length)
      case .pair(let loop):
        loop(
          x.assuming(), instruction.pointee.first.step,
          here[instruction.pointee.second.location].assuming(), instruction.pointee.second.step,
          here[instruction.pointee.third.location].assuming(), instruction.pointee.third.step,
          target.assuming(), length)
      case .loop(.one(let loop)):
        loop(x.assuming(), target.assuming(), length)
      case .loop(.two(let loop)):
        loop(
          x.assuming(), instruction.pointee.first.step,
          here[instruction.pointee.second.location].assuming(), instruction.pointee.second.step,
          target.assuming(), length)
      case .loop(.comparison(let loop)):
        loop(
          x.assuming(), instruction.pointee.first.step,
          here[instruction.pointee.second.location].assuming(), instruction.pointee.second.step,
          target.assuming(), length)
      case .loop(.choice):
        kernel_select_f32(
          x.assuming(), instruction.pointee.first.step,
          here[instruction.pointee.second.location].assuming(), instruction.pointee.second.step,
          here[instruction.pointee.third.location].assuming(), instruction.pointee.third.step,
          target.assuming(), length)
      }
    }
  }

  /// Writes out the elements from `start` on of an array that repeats each of `period` elements
  /// `times` times in succession, and then all of them again.
  private func repeatElements(
    _ elements: UnsafeMutablePointer<Float>, _ times: Int, _ period: Int, from start: Int,
    _ target: UnsafeMutablePointer<Float>, _ length: Int
  ) {
    var (index, left) = (start / times % period, times - start % times)
    var written = 0
    while written < length {
      let run = Swift.min(left, length - written)
      (target + written).update(repeating: elements[index], count: run)
      written += run
      left = times
      index = index + 1 == period ? 0 : index + 1
    }
  }

  /// Prefetches the next tiles of the locations whose turn it is at this instruction: mostly one,
  /// since there are few locations and many instructions.
  @inline(__always)
  private func prefetchNext(
    _ instruction: Int, _ here: UnsafeMutablePointer<UnsafeMutableRawPointer>, _ length: Int
  ) {
    var index = instruction
    while index < streams.count {
      let size = length * streams[index].stride
      kernel_prefetch(here[streams[index].location] + size, size)
      index += instructions.count
    }
  }
}
