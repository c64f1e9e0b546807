import CourseData
import CourseKit
import Foundation
import Plots
import Tapestry

private let regressionLosses: [(name: String, loss: Loss)] = [
  ("squared", .meanSquaredError), ("absolute", .meanAbsoluteError), ("huber", .huber(delta: 1)),
  ("logcosh", .logcosh),
]

func lossFunctions(_ page: Page) throws {
  // What errors cost, and with what force each pulls.
  let errors = Tensor([[0.01], [0.1], [1], [10], [100]])
  let zeros = Tensor.zeros(like: errors)
  var costs = Table(columns: ["error": [0.01, 0.1, 1, 10, 100]])
  for (name, loss) in regressionLosses {
    costs.set(name, to: loss.values(zeros, errors).scalars(as: Float.self))
  }
  print(costs)
  try page.figure("ch5_losses", regressionFigure())

  // A line through points of which three are wrong.
  let x = Tensor.linspace(0, 10, count: 30)[.all, .newAxis]
  let noise = sin(7 * x) / 4
  let isOutlier = Tensor.range(30, dtype: .float32)[.all, .newAxis] > 26
  let y = 1 + 0.5 * x + noise - select(isOutlier, Tensor(6.0), Tensor(0.0))
  var fits: [(name: String, w: Double, b: Double)] = []
  for (name, loss) in regressionLosses {
    let (w, b) = (Variable(0.0), Variable(0.0))
    let optimizer = Adam(learningRate: PolynomialDecay(0.1, decaySteps: 600, endRate: 0))
    let step = Function("step") { try optimizer.minimize([w, b]) { loss(y, w * x + b) } }
    for _ in 0..<600 { try step() }
    fits.append((name, w.tensor.number, b.tensor.number))
    print(
      name.padding(toLength: 9, withPad: " ", startingAt: 0), rounded(fits.last!.w),
      rounded(fits.last!.b))
  }
  try page.figure("ch5_outliers", outlierFigure(x, y, fits))

  try crossEntropies(page)
}

/// The losses over the error, and their slopes from the tape.
private func regressionFigure() throws -> Figure {
  let error = Tensor.linspace(-4, 4, count: 161)[.all, .newAxis]
  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "What an error costs"
  figure[0, 1].title = "How hard it pulls"
  figure[0, 0].yLimits = .from(-0.2, to: 6)
  for (name, loss) in regressionLosses {
    let tape = GradientTape()
    tape.watch(error)
    let cost = tape.record { loss.values(Tensor.zeros(like: error), error) }
    let pull = try tape.gradient(cost, error)
    let horizontal = error.scalars(as: Float.self)
    figure[0, 0].line(horizontal, cost.scalars(as: Float.self), label: name)
    figure[0, 1].line(horizontal, pull.scalars(as: Float.self), label: name)
  }
  for column in 0...1 { figure[0, column].xLabel = "prediction minus truth" }
  return figure
}

private func outlierFigure(
  _ x: Tensor, _ y: Tensor, _ fits: [(name: String, w: Double, b: Double)]
) -> Figure {
  var figure = Figure(
    title: "A line through points of which three are wrong", xLabel: "x", yLabel: "y")
  figure.scatter(x.scalars(as: Float.self), y.scalars(as: Float.self), label: "data", color: .ink)
  for fit in fits { figure.line([0, 10], [fit.b, fit.b + 10 * fit.w], label: fit.name) }
  return figure
}

/// Losses of a probability, by the logit from which it is computed, where the truth is 1.
private func crossEntropies(_ page: Page) throws {
  let ofLogits = Loss.binaryCrossentropy(fromLogits: true)
  let losses: [(name: String, value: (Tensor, Tensor) -> Tensor)] = [
    ("cross-entropy of the logit", { ofLogits.values($0, $1) }),
    // A product has forgotten the logit; through a sigmoid itself the loss would see it.
    ("cross-entropy of the probability", { Loss.binaryCrossentropy().values($0, 1 * sigmoid($1)) }),
    ("squared error of the probability", { Loss.meanSquaredError.values($0, sigmoid($1)) }),
    ("hinge", { Loss.hinge.values($0, $1) }),
  ]
  let logits = Tensor.linspace(-25, 10, count: 141)[.all, .newAxis]
  let truths = Tensor.ones(like: logits)
  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "What a logit costs where the truth is 1"
  figure[0, 1].title = "How hard it pulls"
  for (name, value) in losses {
    let tape = GradientTape()
    tape.watch(logits)
    let cost = tape.record { value(truths, logits) }
    let pull = try tape.gradient(cost, logits)
    let horizontal = logits.scalars(as: Float.self)
    let style: LineStyle = name.contains("of the logit") ? .solid : .dashed
    figure[0, 0].line(horizontal, cost.scalars(as: Float.self), label: name, style: style)
    figure[0, 1].line(horizontal, pull.scalars(as: Float.self), label: name, style: style)
    let label = name.padding(toLength: 34, withPad: " ", startingAt: 0)
    print(label, cost[20].scalarDescription, pull[20, 0].scalarDescription)
  }
  for column in 0...1 { figure[0, column].xLabel = "logit" }
  figure[0, 1].legend = .hidden
  try page.figure("ch5_cross_entropies", figure)
}
