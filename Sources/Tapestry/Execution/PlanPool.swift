import Synchronization

/// The plans of one graph. A plan has memory of its own and serves one call at a time; a second
/// thread gets a second plan.
final class PlanPool: Sendable {
  private struct State {
    var graph: Graph
    /// Whether the passes have yet to run: they are put off, since an inner graph may never run by
    /// itself.
    var isRaw: Bool
    var idle: [Plan] = []
  }

  private let state: Mutex<State>

  /// The plans of a graph, as it is or optimized by the passes.
  init(_ graph: Graph, optimizes: Bool = false) {
    state = Mutex(State(graph: graph, isRaw: optimizes))
  }

  func run(_ arguments: [Tensor]) -> [Tensor] {
    let plan = takeIdle() ?? Plan(optimizedGraph())
    let results = plan.run(arguments)
    state.withLock { $0.idle.append(plan) }
    return results
  }

  private func takeIdle() -> Plan? { state.withLock { $0.idle.popLast() } }

  private func optimizedGraph() -> Graph {
    state.withLock { state in
      if state.isRaw { (state.graph, state.isRaw) = (state.graph.optimized(), false) }
      return state.graph
    }
  }
}
