/// Where the values of a graph are stored in the memory of a plan.
///
/// A value has its block of memory from the step that computes it to the last step that needs it;
/// then the block is free for another. Results are not stored here at all: the steps write them
/// into the tensors that the call returns.
struct MemoryPlan {
  /// The total number of bytes.
  private(set) var byteCount = 0
  /// The offset of each node's value; 0 for those that are stored elsewhere.
  private(set) var offset: [Int]
  /// Nodes whose values are used only within a cluster, tile by tile, and need no block.
  private(set) var isInner: [Bool]
  /// Nodes that are computed straight into the tensors of the result.
  private(set) var isResult: [Bool]

  /// Nodes whose memory is handed over to a variable, or is the variable's: they are not copied.
  private(set) var isHandedOver: [Bool]
  /// The step that computes each node.
  let computed: [Int]
  /// The last step that needs each node's value; beyond all steps if it is returned.
  let lastUse: [Int]

  /// The smallest size in bytes at which an assigned value is handed over. It is computed in place
  /// (see `InPlaceUpdates`) or into fresh memory, which becomes the variable's. Smaller values are
  /// copied, which takes less time than allocating memory.
  static let smallestHandedOver = 1 << 14

  private static let alignment = 64

  /// The largest size in bytes of a value that is computed: no process can address more. Sums of
  /// sizes below it stay in Int.
  private static let largest = 1 << 47

  init(_ graph: Graph, _ schedule: Schedule) {
    let aliasing = schedule.aliasing
    let count = graph.nodes.count
    offset = [Int](repeating: 0, count: count)
    isInner = [Bool](repeating: false, count: count)
    isResult = [Bool](repeating: false, count: count)
    isHandedOver = isResult
    (computed, lastUse) = Self.lifetimes(graph, schedule)
    for output in graph.outputs {
      let root = aliasing.root[output]
      if graph.nodes[root].primitive != nil, graph.nodes[root].primitive?.variableRead == nil {
        isResult[root] = true
      }
    }
    for node in graph.nodes where node.primitive is AssignVariable {
      let root = aliasing.root[node.inputs[0]]
      let isComputed =
        graph.nodes[root].primitive != nil && graph.nodes[root].primitive?.variableRead == nil
      let bytes = aliasing.storedBytes(root, in: graph)
      if isComputed && bytes >= Self.smallestHandedOver && !aliasing.isUniform[node.inputs[0]] {
        isHandedOver[root] = true
      }
    }
    var free: [(offset: Int, size: Int)] = []
    var ending: [Int: [Int]] = [:]
    for (step, group) in schedule.groups.enumerated() {
      for index in group.nodes {
        let primitive = graph.nodes[index].primitive
        // A variable's value is stored with the variable, and an assigned value where it was
        // computed.
        let isElsewhere = primitive?.variableRead != nil || primitive?.variableAssigned != nil
        guard computed[index] == step, !isElsewhere else { continue }
        let bytes = aliasing.storedBytes(index, in: graph)
        guard bytes <= Self.largest else { stopForLackOfMemory(graph.nodes[index].spec) }
        if isFresh(index) { continue }
        if case .cluster(let cluster) = group, !cluster.reductions.contains(index),
          lastUse[index] == step
        {
          isInner[index] = true
          continue
        }
        let size = Swift.max(bytes, 1).roundedUp(toMultipleOf: Self.alignment)
        offset[index] = take(size, from: &free)
        ending[lastUse[index], default: []].append(index)
        sizes[index] = size
      }
      for index in ending[step] ?? [] { free.append((offset[index], sizes[index]!)) }
    }
  }

  /// Whether each run computes the value into memory of its own, which outlives the run.
  func isFresh(_ index: Int) -> Bool { isResult[index] || isHandedOver[index] }

  private var sizes: [Int: Int] = [:]

  /// The first free block that is large enough, else a new one at the end.
  private mutating func take(_ size: Int, from free: inout [(offset: Int, size: Int)]) -> Int {
    if let index = free.firstIndex(where: { $0.size >= size }) {
      let block = free[index]
      free[index] = (block.offset + size, block.size - size)
      if free[index].size == 0 { free.remove(at: index) }
      return block.offset
    }
    byteCount += size
    return byteCount - size
  }

  /// The step that computes each node and the last step that needs its value.
  private static func lifetimes(_ graph: Graph, _ schedule: Schedule) -> ([Int], [Int]) {
    var computed = [Int](repeating: -1, count: graph.nodes.count)
    var lastUse = computed
    for (step, group) in schedule.groups.enumerated() {
      for index in group.nodes {
        computed[index] = step
        lastUse[index] = step
        for input in graph.nodes[index].inputs { lastUse[schedule.aliasing.root[input]] = step }
      }
    }
    for output in graph.outputs { lastUse[schedule.aliasing.root[output]] = Int.max }
    return (computed, lastUse)
  }
}

extension Schedule.Group {
  /// The nodes that the group computes.
  var nodes: [Int] {
    switch self {
    case .single(let index): [index]
    case .cluster(let cluster): cluster.nodes + cluster.reductions
    }
  }
}
