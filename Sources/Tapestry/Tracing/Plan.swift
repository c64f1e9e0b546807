/// A graph made ready to run: a list of steps over memory that is laid out once.
///
/// Everything that can be known before a run is worked out when the plan is made: which values are
/// computed together in one pass over memory, where each value stands, which loop computes it. A
/// run goes through the steps; it looks nothing up and, but for the results, allocates nothing.
///
/// Steps find values through a table of addresses, one for each node, since arguments, variables and
/// results stand elsewhere in each run.
final class Plan: @unchecked Sendable {
  /// One step of a run.
  typealias Step = (Plan) -> Void

  let graph: Graph
  let values: Values
  /// Where each node's value stands.
  let addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// Tensors from outside whose elements the run reads, by node.
  var kept: [Tensor?]
  /// Results of branches and loops that have run, until their nodes have taken them.
  var flows: [ObjectIdentifier: [Tensor]] = [:]
  private let arena: UnsafeMutableRawPointer
  private let isResult: [Bool]
  private let constants: [Tensor]
  private var steps: [Step] = []

  init(_ graph: Graph) {
    self.graph = graph
    let schedule = Schedule(graph)
    let memory = MemoryPlan(graph, schedule)
    values = schedule.values
    isResult = memory.isResult
    addresses = .allocate(capacity: Swift.max(graph.nodes.count, 1))
    arena = .allocate(byteCount: Swift.max(memory.byteCount, 1), alignment: 64)
    kept = [Tensor?](repeating: nil, count: graph.nodes.count)
    constants = graph.nodes.compactMap { $0.constant.map { $0.isUniform ? $0 : $0.contiguous() } }
    var nextConstant = 0
    for (number, node) in graph.nodes.enumerated() {
      if node.constant != nil {
        kept[number] = constants[nextConstant]
        addresses[number] = constants[nextConstant].address
        nextConstant += 1
      } else {
        addresses[number] = arena + memory.offset[number]
      }
    }
    steps = schedule.groups.map { group in
      switch group {
      case .single(let number): Lowering(graph, values).step(number)
      case .cluster(let cluster): TiledLoop(cluster, graph, values, memory).step
      }
    }
  }

  deinit {
    addresses.deallocate()
    arena.deallocate()
  }

  /// Computes the results from the arguments.
  func run(_ arguments: [Tensor]) -> [Tensor] {
    for (parameter, argument) in zip(graph.parameters, arguments) {
      let argument = argument.contiguous()
      kept[parameter] = argument
      addresses[parameter] = argument.address
    }
    var results: [Int: Tensor] = [:]
    for output in graph.outputs {
      let root = values.root[output]
      guard isResult[root], results[root] == nil else { continue }
      let spec = graph.nodes[root].spec
      let result = Tensor(
        uninitialized: values.isUniform[root] ? [] : spec.shape, dtype: spec.dtype)
      results[root] = result
      addresses[root] = result.address
    }
    for step in steps { step(self) }
    let returned = graph.outputs.map { output in
      let root = values.root[output]
      return present(results[root] ?? kept[root]!, as: output)
    }
    flows = [:]
    // Arguments and variables' values are not the plan's to keep alive.
    for number in graph.nodes.indices where graph.nodes[number].constant == nil {
      kept[number] = nil
    }
    return returned
  }

  /// A result in the shape of a node: a value may stand in memory in another shape, or as one
  /// element.
  private func present(_ tensor: Tensor, as number: Int) -> Tensor {
    let shape = graph.nodes[number].spec.shape
    let isRepeated = values.isUniform[number] && shape.elementCount != 1
    return Tensor(
      view: tensor, shape: shape,
      strides: isRepeated ? [Int](repeating: 0, count: shape.rank) : nil)
  }

  /// A node's value as a tensor, for steps that run the kernel of a primitive.
  func tensor(_ number: Int) -> Tensor {
    Tensor(
      borrowing: addresses[values.root[number]], graph.nodes[number].spec,
      isUniform: values.isUniform[number])
  }

  /// The element that a node's value repeats.
  func element(_ number: Int) -> Tensor {
    Tensor(
      borrowing: addresses[values.root[number]],
      TensorSpec(shape: [], dtype: graph.nodes[number].spec.dtype))
  }
}
