import CourseKit
import Plots
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
  try page.figure("ch3_tiles", tiles())
}

/// In which order three operations go through twelve tiles of memory: operation by operation, and
/// tile by tile.
private func tiles() -> Figure {
  let (operations, tileCount) = (["2 x + 1", "tanh", "times x"], 8)
  var figure = Figure(width: 11, height: 5.4, rows: 2, columns: 1)
  for (panel, title) in ["operation by operation", "tile by tile"].enumerated() {
    figure[panel, 0].title = title
    figure[panel, 0].xLimits = .from(-2.2, to: Double(tileCount) + 0.1)
    figure[panel, 0].yLimits = .from(-0.1, to: 3.1)
    (figure[panel, 0].showsTicks, figure[panel, 0].showsFrame) = (false, false)
    for (row, operation) in operations.enumerated() {
      figure[panel, 0].cell(
        operation, x: -2.1, y: 2 - Double(row), width: 2, color: .white.opacity(0))
      for tile in 0..<tileCount {
        let step = panel == 0 ? row * tileCount + tile : tile * operations.count + row
        // The later, the darker.
        let alpha = 0.1 + 0.8 * Double(step) / Double(operations.count * tileCount)
        figure[panel, 0].cell(
          "\(step + 1)", x: Double(tile), y: 2 - Double(row), color: .sky.opacity(alpha))
      }
    }
  }
  return figure
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
