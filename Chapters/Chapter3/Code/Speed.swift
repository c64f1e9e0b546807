import CourseKit
import Tapestry

/// The gradient of a chain of operations on each element.
@Sendable func chainGradient(_ x: Tensor) throws -> Tensor {
  let tape = GradientTape()
  tape.watch(x)
  let y = tape.record { (tanh(2 * x + 1) * sigmoid(x) - x * x).mean() }
  return try tape.gradient(y, x)
}

func speed(_ page: Page) throws {
  // Eager, each operation goes through memory; as a graph, a tile of the elements goes through all
  // of them while it is in the cache.
  let traced = Function("chain", chainGradient)
  for count in [1000, 100_000, 1_000_000] {
    let x = Tensor.uniform([count])
    let (eager, graph) = (try chainGradient(x), try traced(x))
    print(
      "\(count) elements: same gradient to the last bit:", (eager == graph).all().scalarDescription)
  }
  print(traced.tracingCount, "graphs")
}

/// The shortest of several runs, in microseconds; a run that is too short for a clock is many.
func shortestTime(_ body: () throws -> Tensor) rethrows -> Double {
  let clock = ContinuousClock()
  let once = try clock.measure { _ = try body() }
  let calls = max(1, Int(Duration.milliseconds(1) / once))
  var shortest = Double.infinity
  for _ in 0..<10 {
    let time = try clock.measure {
      for _ in 0..<calls { _ = try body() }
    }
    shortest = min(shortest, time / .microseconds(1) / Double(calls))
  }
  return shortest
}
