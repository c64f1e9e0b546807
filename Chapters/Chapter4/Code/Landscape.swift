import CourseKit
import Foundation
import Plots
import Tapestry

/// Two numbers in a row: `second · activation(first · x)`.
private final class TwoWeights: Model {
  let first: Dense
  let second: Dense

  init(_ activation: Activation, start: (Double, Double)) {
    first = Dense(
      1, activation: activation, useBias: false, kernelInitializer: .constant(start.0))
    second = Dense(1, useBias: false, kernelInitializer: .constant(start.1))
    super.init()
  }

  override func call(_ x: Tensor) -> Tensor { second(first(x)) }
}

func landscape(_ page: Page) throws {
  let x = Tensor.linspace(-2, 2, count: 41)[.all, .newAxis]
  let starts = [(-0.6, 2.0), (0.1, -0.15), (1.8, -1.2), (-2.0, -2.0)]
  var figure = Figure(width: 13, height: 5.6, rows: 1, columns: 2)
  for (column, activation) in [Activation.linear, .tanh].enumerated() {
    // What the network shall learn: what it computes itself with both weights at 1.
    let y = activation(x)
    let between = activation.name == "linear" ? "nothing" : activation.name
    figure[0, column].title = "the loss with \(between) between the two weights"
    figure[0, column].xLabel = "first weight"
    figure[0, column].yLabel = "second weight"
    drawLoss(of: activation, x, y, in: &figure[0, column])
    for (index, start) in starts.enumerated() {
      let model = TwoWeights(activation, start: start)
      model.compile(optimizer: SGD(learningRate: 0.02), loss: "mse")
      let recorder = WeightRecorder()
      _ = model(x)
      let path = [[Float(start.0), Float(start.1)]]
      let history = try model.fit(
        x, y, batchSize: 41, epochs: 300, verbose: .silent, callbacks: [recorder],
        shuffle: false)
      let weights = path + recorder.weights
      print(
        String(
          format: "\(activation.name) from (%4.1f, %5.2f) to (%6.3f, %6.3f), loss %.4f", start.0,
          start.1, weights.last![0], weights.last![1], history["loss"].last!))
      // One entry of the legend for the four ways.
      let isNamed = index == 0
      figure[0, column].line(
        weights.map { $0[0] }, weights.map { $0[1] }, label: isNamed ? "300 steps" : "",
        color: .red, width: 2)
      figure[0, column].scatter(
        [weights[0][0]], [weights[0][1]], label: isNamed ? "start" : "", color: .white, size: 7,
        marker: .square)
      figure[0, column].scatter(
        [weights.last![0]], [weights.last![1]], label: isNamed ? "end" : "", color: .amber,
        size: 11, marker: .star)
    }
    figure[0, column].legend = .upperLeft
  }
  try page.figure("ch4_landscape", figure)
}

/// The mean squared error for all pairs of weights at once: an axis for each weight, one for `x`.
private func drawLoss(
  of activation: Activation, _ x: Tensor, _ y: Tensor, in axes: inout Axes
) {
  let weights = Tensor.linspace(-2.5, 2.5, count: 101)
  let first = weights[.newAxis, .all, .newAxis]
  let second = weights[.all, .newAxis, .newAxis]
  let errors = second * activation(first * reshape(x, [-1])) - reshape(y, [-1])
  axes.filledContours(
    x: weights.scalars(as: Float.self), y: weights.scalars(as: Float.self),
    z: maximum(square(errors).mean(axis: 2), 0.01).scalars(as: Float.self),
    levels: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100], colorScale: .log, barLabel: "loss")
}
