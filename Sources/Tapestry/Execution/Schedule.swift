/// The order in which a plan computes the values of a graph, and which of them it computes
/// together.
///
/// Element-wise operations on the same number of elements form a cluster: it goes through memory
/// once, tile by tile, and applies all of them to a tile while it is in the cache. In the same pass
/// it repeats rows and columns that are broadcast, takes slices out of larger tensors, and forms
/// sums of what it computes, over all elements or over each row.
struct Schedule {
  enum Group {
    case single(Int)
    case cluster(Cluster)
  }

  struct Cluster {
    /// The number of elements of each operation.
    let count: Int
    /// The element-wise operations, in order, each after the slices that only it uses.
    var nodes: [Int] = []
    /// Sums and means.
    var reductions: [Int] = []
    /// The number of elements that each reduction adds up: all, or those of a row; nil if there is
    /// no reduction.
    var sumLength: Int?
  }

  /// The lengths of rows whose sums a cluster forms. Shorter rows are faster to add up side by
  /// side, and tiles of longer ones would not fit the first-level cache.
  private static let rowLengths = 64...2048

  private(set) var groups: [Group] = []
  let aliasing: StorageAliasing
  private var open: Cluster?
  /// Assignments that come after the open cluster. An assignment overwrites what earlier reads
  /// refer to, so everything that uses them comes first; but it does not end the cluster, so that
  /// updates of several variables, such as parameters and their moments, are one pass over memory.
  private var waiting: [(index: Int, variable: Variable)] = []
  private var openNodes: Set<Int> = []

  init(_ graph: Graph) {
    aliasing = StorageAliasing(graph)
    let fused = fusedSlices(graph)
    for (index, node) in graph.nodes.enumerated() {
      guard let primitive = node.primitive, aliasing.root[index] == index,
        !fused.contains(index)
      else { continue }
      let inputs = node.inputs.map { aliasing.root[$0] }
      let slices = Set(inputs).intersection(fused).sorted()
      // A slice may need elements of its tensor that are in tiles to come.
      let sliced = slices.map { aliasing.root[graph.nodes[$0].inputs[0]] }
      if !openNodes.isDisjoint(with: sliced) { close() }
      let isIndependent = openNodes.isDisjoint(with: inputs)
      if let count = elementCount(index, primitive, graph) {
        add(index, to: count, isIndependent: isIndependent, reductionsUsed: inputs) {
          $0.nodes += slices + [index]
        }
      } else if let (count, length) = summedCount(index, primitive, graph) {
        if let other = open?.sumLength, other != length { close() }
        add(index, to: count, isIndependent: isIndependent, reductionsUsed: inputs) {
          $0.reductions.append(index)
          $0.sumLength = length
        }
      } else if let variable = primitive.variableAssigned {
        waiting.append((index, variable))
      } else {
        if !isIndependent || needsAssignments(primitive) { close() }
        groups.append(.single(index))
      }
    }
    close()
  }

  /// Puts an operation into the open cluster if it fits there, otherwise before it if possible, or
  /// else after it.
  private mutating func add(
    _ index: Int, to count: Int, isIndependent: Bool, reductionsUsed inputs: [Int],
    _ append: (inout Cluster) -> Void
  ) {
    let needsReduction = !Set(open?.reductions ?? []).isDisjoint(with: inputs)
    if count == 1 && isIndependent {
      groups.append(.single(index))
    } else if count == 1 {
      close()
      groups.append(.single(index))
    } else {
      if open?.count != count || needsReduction { close() }
      if open == nil { open = Cluster(count: count) }
      append(&open!)
      openNodes.insert(index)
    }
  }

  private mutating func close() {
    if let open { groups.append(.cluster(open)) }
    groups += waiting.map { .single($0.index) }
    open = nil
    openNodes = []
    waiting = []
  }

  /// Whether an operation depends on the waiting assignments, as reads and operations that run
  /// other graphs do.
  private func needsAssignments(_ primitive: any Primitive) -> Bool {
    if let variable = primitive.variableRead { return waiting.contains { $0.variable == variable } }
    return primitive.flowResult != nil && !waiting.isEmpty
  }

  /// The number of elements of an operation that can be part of a cluster; otherwise nil.
  private func elementCount(_ index: Int, _ primitive: any Primitive, _ graph: Graph) -> Int? {
    let node = graph.nodes[index]
    let count = aliasing.storedCount(index, in: graph)
    if primitive is Broadcasting {
      let repeated = graph.nodes[node.inputs[0]].spec
      let isRepeated = repeated.shape.repetition(in: node.spec.shape) != nil
      return repeated.dtype == .float32 && isRepeated && count > 0 ? count : nil
    }
    guard let loop = primitive.elementLoop, node.spec.shape.elementCount > 0 else { return nil }
    for (operand, input) in node.inputs.enumerated() {
      let isCondition: Bool
      if case .choice = loop { isCondition = operand == 0 } else { isCondition = false }
      guard graph.nodes[input].spec.dtype == (isCondition ? .bool : .float32),
        aliasing.isUniform[input] || graph.nodes[input].spec.shape.elementCount == count
          || (!isCondition && graph.nodes[input].spec.shape.repetition(in: node.spec.shape) != nil)
      else { return nil }
    }
    return count
  }

  /// The slices that the cluster of the only operation that uses them takes out of larger tensors.
  private func fusedSlices(_ graph: Graph) -> Set<Int> {
    var users = [Set<Int>](repeating: [], count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() where aliasing.root[index] == index {
      for input in node.inputs { users[aliasing.root[input]].insert(index) }
    }
    let results = Set(graph.outputs.map { aliasing.root[$0] })
    return Set(
      graph.nodes.indices.filter { index in
        let node = graph.nodes[index]
        guard let slice = node.primitive as? StridedSlice, node.spec.dtype == .float32,
          !aliasing.isUniform[node.inputs[0]], !results.contains(index),
          users[index].count == 1, let user = users[index].first,
          let primitive = graph.nodes[user].primitive, !(primitive is Broadcasting),
          RowSlice(slice, of: graph.nodes[node.inputs[0]].spec.shape) != nil
        else { return false }
        return node.spec.shape.elementCount > 1
          && elementCount(user, primitive, graph) == node.spec.shape.elementCount
      })
  }

  /// The number of elements of the array that a sum or mean reduces, and how many of them make one
  /// result: all, or those of a row; otherwise nil.
  private func summedCount(
    _ index: Int, _ primitive: any Primitive, _ graph: Graph
  ) -> (count: Int, length: Int)? {
    guard let reduction = primitive.fusableReduction,
      let input = graph.nodes[index].inputs.first,
      graph.nodes[input].spec.dtype == .float32, !aliasing.isUniform[input]
    else { return nil }
    let shape = graph.nodes[input].spec.shape
    let (count, length) = (shape.elementCount, reduction.axes.length(of: shape))
    guard count > 1 else { return nil }
    let axes = reduction.axes.axes(of: shape)
    let isRow =
      axes == Array((shape.rank - axes.count)..<shape.rank) && Self.rowLengths.contains(length)
    return length == count || isRow ? (count, length) : nil
  }
}

extension Shape {
  /// How many times in succession broadcasting to a larger shape repeats each element of this one:
  /// once if it repeats the whole, such as a bias for each row of a batch; the length of a row if
  /// it repeats a column. Nil if it repeats blocks between other dimensions.
  func repetition(in larger: Shape) -> Int? {
    let own = dimensions.drop { $0 == 1 }
    let end = own.lastIndex { $0 != 1 }.map { $0 + 1 + larger.rank - rank } ?? 0
    let kept = own.dropLast(larger.rank - end)
    guard !kept.isEmpty, larger.dimensions[..<end].suffix(kept.count) == kept else { return nil }
    return larger.dimensions[end...].reduce(1, *)
  }
}

extension Sum {
  var fusableReduction: FusableReduction? { FusableReduction(axes: reductionAxes, isMean: false) }
}
extension Mean {
  var fusableReduction: FusableReduction? { FusableReduction(axes: reductionAxes, isMean: true) }
}
