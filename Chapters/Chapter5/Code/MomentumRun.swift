import CourseData
import CourseKit
import Foundation
import Plots
import Tapestry

func momentum(_ page: Page) throws {
  let data = try Housing()
  var losses: [Double] = []
  let history = try momentumRun(data, nudged: false) {
    page.checkBeginning("momentum", $0)
    losses.append($0.testingFull.number)
  }
  let least = history["testing_loss_full"].numbers.min()!
  print("least loss with momentum", rounded(least), "and in the book 29.12")
  page.check("004.ch4.momentum.min", least)
  try page.figure(
    "ch5_momentum", history.plot(x: "epoch"), recording: history.head(2).plot(x: "epoch"))

  // The same once more, with one weight that is one unit of its last digit larger.
  var others: [Double] = []
  let other = try momentumRun(data, nudged: true) { others.append($0.testingFull.number) }
  print("least loss of its twin", rounded(other["testing_loss_full"].numbers.min()!))
  try page.figure(
    "ch5_chaos", chaos(losses, others),
    recording: Figure.line(Array(losses.prefix(12)), title: "the book's start"))
}

/// A number to two digits: more would say nothing of a training that is chaotic.
func rounded(_ number: Double) -> String { String(format: "%.2f", number) }

private func momentumRun(
  _ data: Housing, nudged: Bool, report: (Epoch) -> Void
) throws -> Table {
  let run = StochasticRun(data)
  run.skip(.stochastic)
  let model = MLP(4, targets: 1)
  model.build(inputShape: [32, 13])
  if nudged { nudge(model.variables[0]) }
  let rule = Momentum(rate: 1e-3, beta: 0.98, clipNorm: 2)
  rule.makeMoments(for: model.variables)
  return try run.train(model, rule, epochs: 1000, report: report)
}

/// Makes one weight larger by as little as a `float32` can be: that from column B, the one of the
/// largest numbers but taxes, to the second unit, which is alive.
private func nudge(_ kernel: Variable) {
  var weights = kernel.tensor.scalars(as: Float.self)
  let place = 11 * kernel.shape[1] + 1
  weights[place] = weights[place].nextUp
  kernel.assign(reshape(Tensor(weights), kernel.shape.dimensions))
}

/// Two trainings side by side, and how far they are apart.
private func chaos(_ losses: [Double], _ others: [Double]) -> Figure {
  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  let epochs = Array(1...losses.count)
  figure[0, 0].title = "Two trainings whose starts differ by one last digit"
  figure[0, 0].yLabel = "testing_loss_full"
  figure[0, 0].line(epochs, losses, label: "the book's start", width: 1)
  figure[0, 0].line(epochs, others, label: "its twin", width: 1)
  figure[0, 1].title = "How far apart they are"
  figure[0, 1].yLabel = "difference, as a part of the loss"
  let apart = zip(losses, others).map { abs($0 - $1) / $0 }
  let shown = apart.indices.filter { apart[$0] > 0 }
  figure[0, 1].line(shown.map { epochs[$0] }, shown.map { apart[$0] }, width: 1)
  for column in 0...1 {
    figure[0, column].xLabel = "epoch"
    (figure[0, column].xScale, figure[0, column].yScale) = (.log, .log)
  }
  return figure
}
