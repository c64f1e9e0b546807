import CourseKit
import Foundation
import Tapestry

/// Document 002's model: a line with a weight and an offset.
final class Model {
  let w = Variable(5.0)
  let b = Variable(0.0)

  func callAsFunction(_ x: Tensor) -> Tensor {
    w * x + b
  }
}

func meanSquaredError(_ predicted: Tensor, _ target: Tensor) -> Tensor {
  square(predicted - target).mean()
}

/// One step of gradient descent, as the document's `train`.
func train(_ model: Model, _ inputs: Tensor, _ outputs: Tensor, learningRate: Double) throws {
  let tape = GradientTape()
  let currentLoss = tape.record { meanSquaredError(model(inputs), outputs) }
  let gradients = try tape.gradient(currentLoss, [model.w, model.b])
  model.w.assignSub(learningRate * gradients[0])
  model.b.assignSub(learningRate * gradients[1])
}

func styles(_ page: Page) throws {
  setRandomSeed(page.seed)
  let inputs = Tensor.normal([1000])
  let outputs = 3 * inputs + 2 + Tensor.normal([1000])
  let epochs = 100
  let rate = 0.1

  // The document's own: a model with variables, and a tape.
  let model = Model()
  for _ in 0..<epochs { try train(model, inputs, outputs, learningRate: rate) }
  report("model and tape", model.w.tensor, model.b.tensor)

  // Parameters in a dictionary.
  let parameters = ["w": Variable(5.0), "b": Variable(0.0)]
  for _ in 0..<epochs {
    let tape = GradientTape()
    let loss = tape.record {
      meanSquaredError(parameters["w"]! * inputs + parameters["b"]!, outputs)
    }
    for (name, gradient) in try tape.gradient(loss, parameters) {
      parameters[name]!.assignSub(rate * gradient)
    }
  }
  report("dictionary", parameters["w"]!.tensor, parameters["b"]!.tensor)

  // No variables at all: parameters are tensors, and each step makes new ones.
  var (w, b) = (Tensor(5.0), Tensor(0.0))
  for _ in 0..<epochs {
    let tape = GradientTape()
    tape.watch(w, b)
    let loss = tape.record { meanSquaredError(w * inputs + b, outputs) }
    let gradients = try tape.gradient(loss, [w, b])
    (w, b) = (w - rate * gradients[0], b - rate * gradients[1])
  }
  report("tensors only", w, b)

  // No tape either: the derivatives by hand.
  (w, b) = (Tensor(5.0), Tensor(0.0))
  for _ in 0..<epochs {
    let error = w * inputs + b - outputs
    let (dw, db) = (2 * (error * inputs).mean(), 2 * error.mean())
    (w, b) = (w - rate * dw, b - rate * db)
  }
  report("by hand", w, b)

  // Where all of them go: the least squares line, which has a formula.
  let slope =
    ((inputs - inputs.mean()) * (outputs - outputs.mean())).mean() / inputs.variance()
  report("least squares", slope, outputs.mean() - slope * inputs.mean())
}

private func report(_ style: String, _ w: Tensor, _ b: Tensor) {
  let label = style.padding(toLength: 15, withPad: " ", startingAt: 0)
  print(label + String(format: "W %.5f  b %.5f", w.number, b.number))
}
