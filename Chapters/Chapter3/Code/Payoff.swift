import CourseKit
import Foundation
import Plots
import Tapestry

/// A step of training that fits a line to points, and the variables that it changes.
struct LineFit: Sendable {
  private let x: Tensor
  private let y: Tensor
  private let w = Variable(1.0)
  private let b = Variable(0.0)

  init(points: Int) {
    x = Tensor.linspace(-1, 1, count: points)
    y = 3 * x + 2
  }

  /// The loss, before both variables are moved against their gradients.
  @Sendable func step() throws -> Tensor {
    let tape = GradientTape()
    let loss = tape.record { square(w * x + b - y).mean() }
    let gradients = try tape.gradient(loss, [w, b])
    w.assignSub(0.1 * gradients[0])
    b.assignSub(0.1 * gradients[1])
    return loss
  }
}

/// What one computation of one size takes, in microseconds.
private struct Comparison {
  let size: Int
  let eager: Double
  let traced: Double
  /// The first call of the function, which traces it, optimizes the graph and plans it.
  let first: Double
  let agrees: Bool
  var gain: Double { eager / traced }

  init(
    _ size: Int, eager: () throws -> Tensor, traced: () throws -> Tensor
  ) rethrows {
    self.size = size
    let start = ContinuousClock.now
    let result = try traced()
    first = (ContinuousClock.now - start) / .microseconds(1)
    agrees = (try eager() == result).all().scalar(as: Bool.self)
    self.eager = try shortestTime(eager)
    self.traced = try shortestTime(traced)
  }
}

func payoff(_ page: Page) throws {
  let sizes = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
  let steps = try sizes.map { points in
    let (eager, traced) = (LineFit(points: points), LineFit(points: points))
    let function = Function("step", traced.step)
    return try Comparison(points, eager: eager.step, traced: { try function() })
  }
  let chains = try sizes.map { count in
    let x = Tensor.uniform([count])
    let function = Function("chain", chainGradient)
    return try Comparison(count, eager: { try chainGradient(x) }, traced: { try function(x) })
  }
  for (name, comparisons) in [("step", steps), ("chain", chains)] {
    print("\(name): the same to the last bit at", comparisons.count(where: \.agrees), "sizes")
    for one in comparisons {
      page.note(
        String(
          format: "%7d elements: eager %7.1f us, graph %7.1f us, gain %4.1f, first call %5.0f us",
          one.size, one.eager, one.traced, one.gain, one.first))
    }
  }
  try page.measuredFigure("ch3_where_tracing_pays", figure(steps, chains))
}

private func figure(_ steps: [Comparison], _ chains: [Comparison]) -> Figure {
  let sizes = steps.map(\.size)
  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "A step of training"
  figure[0, 0].yLabel = "microseconds"
  figure[0, 0].line(sizes, steps.map(\.eager), label: "operation by operation", marker: .circle)
  figure[0, 0].line(sizes, steps.map(\.traced), label: "as a graph", marker: .square)
  figure[0, 0].line(sizes, steps.map(\.first), label: "first call, which traces", style: .dotted)
  figure[0, 0].yScale = .log
  figure[0, 1].title = "How many times as fast a graph is"
  figure[0, 1].yLabel = "gain"
  figure[0, 1].line(sizes, steps.map(\.gain), label: "step of training", marker: .circle)
  figure[0, 1].line(sizes, chains.map(\.gain), label: "gradient of a chain", marker: .square)
  figure[0, 1].yLimits = .from(0)
  for column in 0...1 {
    figure[0, column].xLabel = "elements"
    figure[0, column].xScale = .log
  }
  return figure
}
