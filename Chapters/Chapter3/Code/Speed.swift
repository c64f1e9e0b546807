import CourseKit
import Foundation
import Plots
import Tapestry

func speed(_ page: Page) throws {
  // A chain of operations on each element: eager, each goes through memory; as a graph, a tile of
  // the elements goes through all of them while it is in the cache.
  let chain: @Sendable (Tensor) throws -> Tensor = { x in
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { (tanh(2 * x + 1) * sigmoid(x) - x * x).mean() }
    return try tape.gradient(y, x)
  }
  let traced = Function("chain", chain)
  for count in [1000, 100_000, 1_000_000] {
    let x = Tensor.uniform([count])
    let (eager, graph) = (try chain(x), try traced(x))
    print(
      "\(count) elements: same gradient to the last bit:", (eager == graph).all().scalarDescription)
    let (slow, fast) = (try shortestTime { try chain(x) }, try shortestTime { try traced(x) })
    page.note(
      String(format: "%7d elements: eager %8.1f us, graph %8.1f us", count, slow, fast))
  }
  print(traced.tracingCount, "graphs")
}

/// The shortest of several runs, in microseconds.
private func shortestTime(_ body: () throws -> Tensor) rethrows -> Double {
  var shortest = Double.infinity
  for _ in 0..<20 {
    let start = Date()
    _ = try body()
    shortest = min(shortest, Date().timeIntervalSince(start) * 1e6)
  }
  return shortest
}
