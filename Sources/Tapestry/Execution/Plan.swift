/// A graph compiled for running: a list of steps over memory that is laid out once.
///
/// Everything that can be known before a run is worked out when the plan is made: which values are
/// computed together in one pass over memory, where each value is stored, which loop computes it. A
/// run executes the steps. Steps with a loop of their own look nothing up and allocate nothing but
/// results. Other operations run their eager kernel, whose result is copied into place; a branch or
/// a loop runs plans of its own, and its results wait in a table.
///
/// Steps find values through a table of addresses, one for each node, since arguments, variables
/// and results are at different addresses in each run. Safe to send between threads, because a plan
/// serves one call at a time, which takes it out of the `PlanPool`.
final class Plan: @unchecked Sendable {
  /// One step of a run.
  typealias Step = (Plan) -> Void

  let graph: Graph
  let aliasing: StorageAliasing
  /// The address of each node's value.
  let addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// Tensors that the run holds, by node: those from outside, and those that outlive it.
  let kept: UnsafeMutablePointer<Tensor?>
  /// Results of branches and loops that have run, until their nodes have taken them.
  var flows: [ObjectIdentifier: [Tensor]] = [:]
  /// Whether an operation had no result, in the run or before it, so that the rest is left out.
  private var isOver = false
  /// Holds the values that no result takes along.
  private let arena: Storage
  private let outputs: [Output]
  /// Nodes whose tensors the plan releases at the end of a run: it must not keep arguments,
  /// variables' values and results alive.
  private let passing: [Int]
  private var steps: ContiguousArray<Step> = []

  /// A tensor that is returned. Its value may be stored in another shape, or as one element.
  private struct Output {
    let root: Int
    let shape: Shape
    let strides: [Int]?
    /// Whether the stored tensor itself is returned. If a value is returned twice, this is so only
    /// the first time: tapes tell tensors apart by identity.
    let isWhole: Bool
  }

  init(_ graph: Graph) {
    self.graph = graph
    let schedule = Schedule(graph)
    let memory = MemoryPlan(graph, schedule)
    let aliasing = schedule.aliasing
    self.aliasing = aliasing
    addresses = .allocate(capacity: Swift.max(graph.nodes.count, 1))
    // From the pool, whose buffers begin with a cache line.
    let byteCount = Swift.max(memory.byteCount, BufferPool.smallestPooled)
    guard let arena = Storage.make(byteCount: byteCount) else {
      misuse(
        "Function", "there is no memory for the \(memory.byteCount) bytes of a graph's values",
        cure: "make the tensors smaller, or work on a part at a time")
    }
    self.arena = arena
    kept = .allocate(capacity: Swift.max(graph.nodes.count, 1))
    kept.initialize(repeating: nil, count: graph.nodes.count)
    var passing: [Int] = []
    for (index, node) in graph.nodes.enumerated() {
      addresses[index] = arena.withBytes { $0 + memory.offset[index] }
      switch node.kind {
      case .constant(let tensor):
        let constant = tensor.isUniform ? tensor : tensor.contiguous()
        kept[index] = constant
        addresses[index] = constant.withBytes { $0 }
      case .parameter: passing.append(index)
      case .operation(let primitive):
        if primitive.variableRead != nil || memory.isFresh(index) { passing.append(index) }
      }
    }
    self.passing = passing
    var returned: Set<Int> = []
    outputs = graph.outputs.map { output in
      let root = aliasing.root[output]
      let isFirst = returned.insert(root).inserted
      let shape = graph.nodes[output].spec.shape
      let isRepeated = aliasing.isUniform[output] && shape.elementCount != 1
      return Output(
        root: root, shape: shape,
        strides: isRepeated ? [Int](repeating: 0, count: shape.rank) : nil,
        isWhole: isFirst && !isRepeated && memory.isResult[root]
          && graph.nodes[root].spec.shape == shape)
    }
    let inPlace = InPlaceUpdates(graph, schedule, memory)
    for (step, group) in schedule.groups.enumerated() {
      var loop: TiledLoop?
      var updates: [InPlaceUpdate] = []
      if case .cluster(let cluster) = group {
        let pairs = ElementPair.pairs(of: cluster, graph, aliasing, memory)
        loop = TiledLoop(TileProgram(cluster, pairs, graph, aliasing, memory))
        updates = inPlace.updates(of: cluster, at: step, pairs)
      }
      // Memory for a value that outlives the run is allocated just before the value is computed: an
      // earlier assignment may have freed memory for it by replacing another value.
      let updated = Set(updates.map(\.value))
      for index in group.nodes where memory.isFresh(index) && !updated.contains(index) {
        steps.append(makeTensor(index))
      }
      switch group {
      case .single(let index): steps.append(Lowering(graph, aliasing, memory).step(index))
      case .cluster: steps.append(InPlaceUpdate.step(loop!.step, updates))
      }
    }
  }

  /// The step that allocates memory for a value that outlives the run.
  private func makeTensor(_ index: Int) -> Step {
    let spec = graph.nodes[index].spec
    let isRepeated = aliasing.isUniform[index] && spec.shape.elementCount != 1
    let shape = isRepeated ? [] : spec.shape
    return { plan in
      let tensor = Tensor(uninitialized: shape, dtype: spec.dtype)
      plan.hold(tensor, at: index)
    }
  }

  deinit {
    addresses.deallocate()
    kept.deinitialize(count: graph.nodes.count)
    kept.deallocate()
  }

  /// Computes the results from the arguments.
  func run(_ arguments: [Tensor]) -> [Tensor] {
    // A loop's condition may follow a step that ended the call: its arguments are zeros then.
    isOver = Context.current.isCallOver
    for (index, parameter) in graph.parameters.enumerated() {
      hold(arguments[index].contiguous(), at: parameter)
    }
    for step in steps {
      if isOver { break }
      step(self)
    }
    let returned = isOver ? graph.outputs.map { Tensor(zeros: graph.nodes[$0].spec) } : results()
    if !flows.isEmpty { flows = [:] }
    for index in passing { kept[index] = nil }
    return returned
  }

  private func results() -> [Tensor] {
    outputs.map { output in
      let tensor = kept[output.root]!
      return output.isWhole
        ? tensor : Tensor(view: tensor, shape: output.shape, strides: output.strides)
    }
  }

  /// Runs `body`, in which an operation of a file may have no result for its values: then the run
  /// ends.
  func attempting(_ body: () -> Void) {
    body()
    isOver = Context.current.isCallOver
  }

  /// Sets a node's address to that of a tensor's memory, and keeps the tensor: the address is used
  /// after the closure that provides it, and the memory must live as long.
  func hold(_ tensor: Tensor, at index: Int) {
    kept[index] = tensor
    addresses[index] = tensor.withBytes { $0 }
  }

  /// A node's value as a tensor, for steps that run the kernel of a primitive.
  func tensor(_ index: Int) -> Tensor {
    Tensor(
      borrowing: addresses[aliasing.root[index]], graph.nodes[index].spec,
      isUniform: aliasing.isUniform[index])
  }

  /// The element that a node's value repeats.
  func element(_ index: Int) -> Tensor {
    Tensor(
      borrowing: addresses[aliasing.root[index]],
      TensorSpec(shape: [], dtype: graph.nodes[index].spec.dtype))
  }
}
