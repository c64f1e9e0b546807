/// What a tiled loop runs: the operations of a cluster as instructions for a tile, and the
/// locations that they read and write.
struct TileProgram {
  /// The number of elements in a tile if no sums are formed. Large arrays begin at the same offset
  /// in a page, so their tiles compete for the same sets of the first-level cache, each of which
  /// holds eight lines. Tiles of 1024 elements cover all sets, so nine tiles evict each other;
  /// tiles of 256 elements leave three quarters of the sets to the buffers.
  private static let plainLength = 256

  /// The number of elements that each operation computes.
  let count: Int
  /// The number of elements in a tile.
  let tileLength: Int
  /// The number of elements of each sum, if sums of rows are formed: then a tile is some rows.
  let rowLength: Int?
  fileprivate(set) var instructions: [Instruction] = []
  fileprivate(set) var locations: [Location] = []
  fileprivate(set) var reductions: [FusedReduction] = []
  fileprivate(set) var rows: [Row] = []
  /// The number of tile buffers: a buffer serves another value once its own was used for the last
  /// time.
  fileprivate(set) var bufferCount = 0

  /// The program of a cluster, in which the first operations of `pairs` have no instruction of
  /// their own.
  init(
    _ cluster: Schedule.Cluster, _ pairs: [Int: ElementPair], _ graph: Graph,
    _ aliasing: StorageAliasing, _ memory: MemoryPlan
  ) {
    var compiler = TileCompiler(
      TileProgram(empty: cluster), cluster, pairs, graph, aliasing, memory)
    self = compiler.compile()
  }

  private init(empty cluster: Schedule.Cluster) {
    count = cluster.count
    rowLength = cluster.sumLength == cluster.count ? nil : cluster.sumLength
    tileLength =
      rowLength.map { Swift.max(1, Self.plainLength / $0) * $0 }
      ?? (cluster.reductions.isEmpty ? Self.plainLength : TileSums.length)
  }

  /// The number of bytes of a tile.
  var tileBytes: Int { tileLength * MemoryLayout<Float>.size }
  /// The number of bytes of all repeated rows.
  var rowBytes: Int { rows.last.map { $0.offset + $0.length * MemoryLayout<Float>.size } ?? 0 }
}

/// Compiles a cluster, one operation after the other.
private struct TileCompiler {
  private var program: TileProgram
  private let cluster: Schedule.Cluster
  private let pairs: [Int: ElementPair]
  private let graph: Graph
  private let aliasing: StorageAliasing
  private let memory: MemoryPlan

  /// How many operations still use a value.
  private var uses: [Int: Int] = [:]
  private var bufferOfNode: [Int: Int] = [:]
  private var bufferOfColumn: [[Int]: Int] = [:]
  private var freeBuffers: [Int] = []
  private var indices: [TileProgram.Location: Int] = [:]
  /// The sums that are still to be formed of a value.
  private var reductionsOfNode: [Int: [Int]] = [:]

  init(
    _ program: TileProgram, _ cluster: Schedule.Cluster, _ pairs: [Int: ElementPair],
    _ graph: Graph, _ aliasing: StorageAliasing, _ memory: MemoryPlan
  ) {
    self.program = program
    self.cluster = cluster
    self.pairs = pairs
    self.graph = graph
    self.aliasing = aliasing
    self.memory = memory
    for node in cluster.nodes + cluster.reductions {
      for input in graph.nodes[node].inputs { uses[aliasing.root[input], default: 0] += 1 }
    }
    for reduction in cluster.reductions {
      let root = aliasing.root[graph.nodes[reduction].inputs[0]]
      reductionsOfNode[root, default: []].append(reduction)
    }
  }

  mutating func compile() -> TileProgram {
    for root in reductionsOfNode.keys.sorted() where !cluster.nodes.contains(root) {
      addReductions(of: root)
    }
    let paired = Set(pairs.values.map(\.inner))
    for node in cluster.nodes where !paired.contains(node) { addOperation(node) }
    return program
  }

  private mutating func addOperation(_ index: Int) {
    let node = graph.nodes[index]
    let pair = pairs[index]
    let slice = node.primitive as? StridedSlice
    var operands: [TileProgram.Operand] = []
    if slice == nil, !(node.primitive is Broadcasting) {
      // The first two operands of a pair are those of its first operation.
      for (position, input) in (pair?.operands ?? node.inputs).enumerated() {
        operands.append(operand(input, of: position < 2 ? pair?.inner ?? index : index))
      }
    }
    if memory.isInner[index] { bufferOfNode[index] = newBuffer() }
    let target = operand(index, of: index)
    let (root, shape) = (aliasing.root[node.inputs[0]], graph.nodes[node.inputs[0]].spec.shape)
    if let slice {
      add(.slice(RowSlice(slice, of: shape)!), [whole(root)], target)
    } else if operands.isEmpty {
      let times = shape.repetition(in: node.spec.shape)!
      add(.repetition(times: times, period: shape.elementCount), [whole(root)], target)
    } else {
      add(pair.map { .pair($0.loop) } ?? .loop(node.primitive!.elementLoop!), operands, target)
    }
    addReductions(of: index)
    release(node.inputs)
    if let pair { release(graph.nodes[pair.inner].inputs) }
  }

  /// Adds up a value's tile as soon as it is computed, before its buffer is used for another value.
  private mutating func addReductions(of root: Int) {
    for reduction in reductionsOfNode.removeValue(forKey: root) ?? [] {
      let isMean = graph.nodes[reduction].primitive!.fusableReduction!.isMean
      let operand = operand(graph.nodes[reduction].inputs[0], of: reduction)
      add(.reduce(program.reductions.count), [operand], TileProgram.Operand())
      program.reductions.append(
        TileProgram.FusedReduction(
          node: reduction, divisor: isMean ? Float(cluster.sumLength!) : 1))
    }
  }

  private mutating func add(
    _ kind: TileProgram.Instruction.Kind, _ operands: [TileProgram.Operand],
    _ target: TileProgram.Operand
  ) {
    let none = TileProgram.Operand()
    program.instructions.append(
      TileProgram.Instruction(
        kind: kind, first: operands[0], second: operands.count > 1 ? operands[1] : none,
        third: operands.count > 2 ? operands[2] : none, target: target))
  }

  /// The value of `node` as an operand or the result of the operation at the node `user`.
  private mutating func operand(_ node: Int, of user: Int) -> TileProgram.Operand {
    let step = aliasing.isUniform[node] ? 0 : 1
    return operand(location(node, step, user), step: step)
  }

  private mutating func operand(
    _ location: TileProgram.Location, step: Int = 1
  ) -> TileProgram.Operand {
    if let known = indices[location] { return TileProgram.Operand(location: known, step: step) }
    indices[location] = program.locations.count
    program.locations.append(location)
    return TileProgram.Operand(location: program.locations.count - 1, step: step)
  }

  /// All elements of a value, of which an instruction takes those that its tile needs.
  private mutating func whole(_ root: Int) -> TileProgram.Operand {
    operand(.memory(node: root, stride: 0))
  }

  private mutating func location(_ node: Int, _ step: Int, _ user: Int) -> TileProgram.Location {
    let root = aliasing.root[node]
    if let buffer = bufferOfNode[root] { return location(of: buffer) }
    let shape = graph.nodes[node].spec.shape
    guard step == 0 || shape.elementCount == cluster.count else {
      let times = shape.repetition(in: graph.nodes[user].spec.shape)!
      return times == 1
        ? repeatedRow(root, shape.elementCount) : repeatedColumn(root, shape.elementCount, times)
    }
    return .memory(node: root, stride: step * graph.nodes[root].spec.dtype.size)
  }

  private mutating func repeatedRow(_ root: Int, _ period: Int) -> TileProgram.Location {
    if let known = program.rows.first(where: { $0.node == root }) {
      return .row(offset: known.offset, period: known.period)
    }
    let length = period + Swift.min(program.tileLength, cluster.count)
    let offset = program.rowBytes
    program.rows.append(
      TileProgram.Row(node: root, offset: offset, period: period, length: length))
    return .row(offset: offset, period: period)
  }

  /// The buffer into which a column is written out for all operations that use it.
  private mutating func repeatedColumn(
    _ root: Int, _ period: Int, _ times: Int
  ) -> TileProgram.Location {
    if let buffer = bufferOfColumn[[root, times]] { return location(of: buffer) }
    let buffer = newBuffer()
    bufferOfColumn[[root, times]] = buffer
    let target = operand(location(of: buffer))
    add(.repetition(times: times, period: period), [whole(root)], target)
    return location(of: buffer)
  }

  private mutating func newBuffer() -> Int {
    if let buffer = freeBuffers.popLast() { return buffer }
    program.bufferCount += 1
    return program.bufferCount - 1
  }

  private func location(of buffer: Int) -> TileProgram.Location {
    .tile(offset: buffer * program.tileBytes)
  }

  private mutating func release(_ inputs: [Int]) {
    for input in inputs.map({ aliasing.root[$0] }) {
      uses[input]! -= 1
      if uses[input] == 0, let buffer = bufferOfNode[input] { freeBuffers.append(buffer) }
    }
  }
}
