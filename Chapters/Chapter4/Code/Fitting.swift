import CourseKit
import Foundation
import Plots
import Tapestry

/// Writes down the weights after each epoch: what `History` does for losses.
final class WeightRecorder: Callback {
  private(set) var weights: [[Float]] = []

  override func epochEnds(_ epoch: Int, _ report: Report) {
    weights.append(model!.variables.flatMap { $0.tensor.scalars(as: Float.self) })
  }
}

func fitting(_ page: Page) throws {
  let data = BookData(afterDraws: 4)

  let model = LinearRegression(5)
  model.compile(optimizer: "sgd", loss: "mse")
  model.optimizer.learningRate.assign(0.05)
  let start = model.weights
  let recorder = WeightRecorder()
  let history = try page.timed("1001 epochs of fit") {
    try model.fit(data.x, data.y, epochs: 1001, verbose: .silent, callbacks: [recorder])
  }
  let losses = stride(from: 0, to: 1001, by: 200).map { history["loss"][$0] }
  for loss in losses { print(loss) }
  page.check("004.ch3.fit.loss", losses)
  pprint(model.variables)
  page.check("004.ch3.fit.w", model.variables[0])

  // The same from the same start, but with a step after every four examples.
  let hasty = LinearRegression(5)
  try hasty.setWeights(start)
  hasty.compile(optimizer: SGD(learningRate: 0.05), loss: "mse")
  let hastyHistory = try hasty.fit(
    data.x, data.y, batchSize: 4, epochs: 1001, verbose: .silent)
  for (name, losses) in [("1 batch", history["loss"]), ("8 batches", hastyHistory["loss"])] {
    print(String(format: "loss after 200 epochs of \(name): %.1e", losses[200]))
  }
  try page.figure("ch4_fit", fitFigure(history, hastyHistory, recorder.weights))
}

/// What the two histories and the callback wrote down.
private func fitFigure(_ whole: History, _ parts: History, _ weights: [[Float]]) -> Figure {
  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "mean squared error"
  figure[0, 0].yLabel = "history[\"loss\"]"
  figure[0, 1].yLabel = "value of the weight"
  figure[0, 0].line(whole.epochs, whole["loss"], label: "1 batch of 32")
  figure[0, 0].line(parts.epochs, parts["loss"], label: "8 batches of 4")
  figure[0, 0].yScale = .log
  figure[0, 0].yLimits = .from(1e-13, to: 100)
  figure[0, 1].title = "the five weights, from a callback"
  for weight in 0..<5 {
    figure[0, 1].line(weights.map { $0[weight] }, label: "to become \(weight)")
  }
  figure[0, 1].xScale = .log
  for column in 0..<2 { figure[0, column].xLabel = "epoch" }
  return figure
}
