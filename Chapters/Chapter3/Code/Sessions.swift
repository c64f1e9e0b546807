import CourseKit
import Foundation
import Tapestry

func sessions(_ page: Page) throws {
  setRandomSeed(page.seed)
  let x = Tensor.normal([100])
  let y = 3 * x + 2 + Tensor.normal([100])
  let samples = zip(unstack(x), unstack(y)).map { (x: $0, y: $1) }
  let (epochs, learningRate) = (100, 0.1)

  // TensorFlow 1: the program is written down, then its parts are run.
  let trained = try Session.with { session in
    // define model
    let inputs = session.placeholder()
    let outputs = session.placeholder()
    let w = session.variable(5.0, name: "weight")
    let b = session.variable(0.0, name: "bias")
    let predicted = inputs * w + b

    // train model
    let loss = square(predicted - outputs).mean()
    let optimizer = try GradientDescentOptimizer(learningRate).minimize(loss)
    try session.run(session.globalVariablesInitializer())
    for _ in 0..<epochs {
      for sample in samples {
        try session.run(optimizer, feed: [inputs: sample.x, outputs: sample.y])
      }
    }
    return try session.run([w, b])
  }
  show("session", trained)

  // TensorFlow 2: the same steps, one after another.
  let (w, b) = (Variable(5.0), Variable(0.0))
  func step(_ x: Tensor, _ y: Tensor, _ w: Variable, _ b: Variable) throws {
    let tape = GradientTape()
    let loss = tape.record { square(x * w + b - y).mean() }
    let gradients = try tape.gradient(loss, [w, b])
    w.assignSub(learningRate * gradients[0])
    b.assignSub(learningRate * gradients[1])
  }
  for _ in 0..<epochs {
    for sample in samples { try step(sample.x, sample.y, w, b) }
  }
  show("tape", [w.tensor, b.tensor])

  // And as a function.
  let (v, c) = (Variable(5.0), Variable(0.0))
  let traced = Function("step") { (x: Tensor, y: Tensor) in
    let tape = GradientTape()
    let loss = tape.record { square(x * v + c - y).mean() }
    let gradients = try tape.gradient(loss, [v, c])
    v.assignSub(learningRate * gradients[0])
    c.assignSub(learningRate * gradients[1])
  }
  for _ in 0..<epochs {
    for sample in samples { _ = try traced(sample.x, sample.y) }
  }
  show("function", [v.tensor, c.tensor])
}

private func show(_ style: String, _ parameters: [Tensor]) {
  let label = style.padding(toLength: 9, withPad: " ", startingAt: 0)
  print(label + String(format: "W %.7f  b %.7f", parameters[0].number, parameters[1].number))
}
