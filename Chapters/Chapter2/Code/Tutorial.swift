import Foundation
import Tapestry

// Document 003: its data, its helper functions and its training loop, in its own names.

let sampleCount = 10_000
let epochCount = 3000
let learningRate = 0.001

/// Points near the line y = m x + c; 8000 to train with and 2000 to test with.
struct Samples {
  let xTrain: Tensor
  let yTrain: Tensor
  let xTest: Tensor
  let yTest: Tensor

  init(count: Int, m: Double, c: Double) {
    let x = Tensor.normal([count])
    let noise = Tensor.normal([count])
    let y = m * x + c + noise
    (xTrain, yTrain) = (x[..<8000], y[..<8000])
    (xTest, yTest) = (x[8000...], y[8000...])
  }
}

/// y_hat = W x + B with the weights so far.
func predict(_ x: Tensor, _ w: Variable, _ b: Variable) -> Tensor {
  w * x + b
}

/// The mean squared error.
func loss(_ x: Tensor, _ y: Tensor, _ w: Variable, _ b: Variable) -> Tensor {
  square(predict(x, w, b) - y).mean()
}

/// The gradient of the loss with respect to W and to B.
func calculateGradient(
  _ x: Tensor, _ y: Tensor, _ w: Variable, _ b: Variable
) throws -> (w: Tensor, b: Tensor) {
  let tape = GradientTape()
  let lossValue = tape.record { loss(x, y, w, b) }
  let gradients = try tape.gradient(lossValue, [w, b])
  return (gradients[0], gradients[1])
}

/// The printed table of document 003, and the path that the parameters took.
struct TrainingRun {
  private(set) var lines: [(epoch: Int, loss: Tensor)] = []
  private(set) var path: [(w: Double, b: Double)] = []

  /// Fits W and B, and calls `report` every tenth epoch.
  init(
    _ samples: Samples, _ w: Variable, _ b: Variable, report: (Int, Tensor) -> Void = { _, _ in }
  ) throws {
    path.append((w.tensor.number, b.tensor.number))
    for epoch in 0..<epochCount {
      let gradient = try calculateGradient(samples.xTrain, samples.yTrain, w, b)
      w.assignSub(gradient.w * learningRate)
      b.assignSub(gradient.b * learningRate)
      if epoch % 10 == 0 {
        let value = loss(samples.xTrain, samples.yTrain, w, b)
        lines.append((epoch, value))
        path.append((w.tensor.number, b.tensor.number))
        report(epoch, value)
      }
    }
  }

  /// The epochs that the document prints: the first eleven lines and the last three.
  static func isPrinted(_ epoch: Int) -> Bool { epoch <= 100 || epoch >= 2970 }
}
