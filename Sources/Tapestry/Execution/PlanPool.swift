import Synchronization

/// The plans of one graph. A plan has memory of its own and serves one call at a time; a second
/// thread gets a second plan.
final class PlanPool: Sendable {
  private let graph: Graph
  private let idle = Mutex<[Plan]>([])

  init(_ graph: Graph) { self.graph = graph }

  func run(_ arguments: [Tensor]) -> [Tensor] {
    let plan = idle.withLock { $0.popLast() } ?? Plan(graph)
    let results = plan.run(arguments)
    idle.withLock { $0.append(plan) }
    return results
  }
}
