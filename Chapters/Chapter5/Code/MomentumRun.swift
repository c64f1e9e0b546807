import CourseData
import CourseKit
import Foundation
import Plots
import Tapestry

func momentum(_ page: Page) throws {
  // What equal gradients become: an average stays what they are, momentum adds them up.
  var (average, moment) = (0.0, 0.0)
  for _ in 0..<500 {
    average = 0.98 * average + (1 - 0.98) * 1
    moment = 0.98 * moment + 1
  }
  print(
    "after 500 gradients of 1: moving average \(rounded(average)), momentum \(rounded(moment))\n")

  let data = try Housing()
  var losses: [Double] = []
  let history = try momentumRun(data) {
    page.checkBeginning("momentum", $0)
    losses.append($0.testingFull.number)
  }
  let least = history["testing_loss_full"].numbers.min()!
  print("least loss with momentum", rounded(least), "and in the book 29.12")
  page.check("004.ch4.momentum.min", least)
  try page.figure(
    "ch5_momentum", twoScales(history, "Momentum"), recording: history.head(2).plot(x: "epoch"))

  // Thirty times more, with one weight that is larger by 1, 2, ... 30 units of its last digit.
  var others: [Double] = []
  var leasts: [Double] = []
  try page.progress("twins", of: 30) { done in
    for twin in 1...30 {
      let other = try momentumRun(data, larger: twin) {
        if twin == 1 { others.append($0.testingFull.number) }
      }
      leasts.append(other["testing_loss_full"].numbers.min()!)
      done(twin)
    }
  }
  let spread = Tensor(leasts)
  let (mean, deviation) = (spread.mean().number, spread.standardDeviation().number)
  let apart = zip(losses, others).map { abs($0 - $1) / $0 }
  for epochs in [10, 25, 100] {
    let largest = apart.prefix(epochs).max()!
    page.note(String(format: "apart until epoch \(epochs): %.0e of the loss", largest))
  }
  print("less than a thousandth apart until epoch 10:", apart.prefix(10).max()! < 1e-3)
  print("more than a tenth apart before epoch 100:", apart.prefix(100).max()! > 0.1)
  print("least losses of 30 twins", rounded(mean), "±", rounded(deviation))
  try page.figure(
    "ch5_chaos", chaos(losses, others, leasts + [least]),
    recording: Figure.line(Array(losses.prefix(12)), title: "the book's start"))
}

/// A number to two digits: more would say nothing of a training that is chaotic.
func rounded(_ number: Double) -> String { String(format: "%.2f", number) }

private func momentumRun(
  _ data: Housing, larger units: Int = 0, report: (Epoch) -> Void
) throws -> Table {
  let run = StochasticRun(data)
  run.skip(.stochastic)
  let model = MLP(4, targets: 1)
  model.build(inputShape: [32, 13])
  nudge(model.variables[0], units)
  let rule = Momentum(rate: 1e-3, beta: 0.98)
  rule.makeMoments(for: model.variables)
  return try run.train(model, Clipped(rule, norm: 2), epochs: 1000, report: report)
}

/// Makes one weight larger by as many units of its last binary digit: that from column B, the one
/// of the largest numbers but taxes, to the second unit, which is alive. Most other weights would
/// not do: what they change by so little is lost when it is rounded.
private func nudge(_ kernel: Variable, _ units: Int) {
  var weights = kernel.tensor.scalars(as: Float.self)
  let index = 11 * kernel.shape[1] + 1
  weights[index] += Float(units) * weights[index].ulp
  kernel.assign(reshape(Tensor(weights), kernel.shape.dimensions))
}

/// Two training runs side by side, how far they are apart, and where thirty of them end.
private func chaos(_ losses: [Double], _ others: [Double], _ leasts: [Double]) -> Figure {
  var figure = Figure(width: 15, height: 5, rows: 1, columns: 3)
  let epochs = Array(1...losses.count)
  figure[0, 0].title = "Two starts, one last digit apart"
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
  figure[0, 2].title = "Where \(leasts.count) training runs end"
  figure[0, 2].xLabel = "least testing_loss_full"
  figure[0, 2].yLabel = "training runs"
  figure[0, 2].histogram(leasts, bins: 12, within: 28...34, label: "here")
  figure[0, 2].verticalLine(at: 29.1156, label: "the book's", color: .red)
  return figure
}
