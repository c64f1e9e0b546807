import CKernels

/// A graph made ready to run: a list of steps over memory that is laid out once.
///
/// Everything that can be known before a run is worked out when the plan is made: which values are
/// computed together in one pass over memory, where each value stands, which loop computes it. A
/// run only goes through the steps; it looks nothing up and, but for the results, allocates nothing.
///
/// Steps find values through a table of addresses, one for each node, since arguments, variables and
/// results stand elsewhere in each run.
final class Plan {
  /// One step of a run.
  typealias Step = (Plan) -> Void

  let graph: Graph
  /// Where each node's value stands.
  let addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// Values that come from outside and must live through the run.
  var kept: [Tensor?]
  private let arena: UnsafeMutableRawPointer
  private var steps: [Step] = []
  /// Results that the steps write straight into new tensors, and their nodes.
  private let direct: [(output: Int, node: Int)]
  /// Values that the plan keeps: constants in row-major order.
  private var constants: [Tensor] = []

  init(_ graph: Graph) {
    self.graph = graph
    let count = graph.nodes.count
    addresses = .allocate(capacity: max(count, 1))
    kept = [Tensor?](repeating: nil, count: count)
    let schedule = Schedule(graph)
    let layout = MemoryLayoutPlan(graph, schedule)
    arena = .allocate(byteCount: max(layout.byteCount, 64), alignment: 64)
    direct = layout.directOutputs
    for (number, node) in graph.nodes.enumerated() {
      if let constant = node.constant {
        let constant = constant.contiguous()
        constants.append(constant)
        addresses[number] = constant.elementsStart
      } else {
        addresses[number] = arena + layout.offset[number]
      }
    }
    steps = schedule.groups.map { Lowering.step(for: $0, in: graph) }
  }

  deinit {
    addresses.deallocate()
    arena.deallocate()
  }
}
