import CourseKit
import Foundation
import Tapestry

/// TensorFlow 1's Estimator, in short. It holds no model but a function that writes one down, calls
/// it in a new session for each training and each test, and carries the variables' values from one
/// session to the next by their names.
final class Estimator {
  /// Makes a variable, with a first value for when there is none yet.
  typealias GetVariable = (_ name: String, _ first: Double) -> Variable
  private let prediction: (_ x: Tensor, GetVariable) -> Tensor
  private(set) var checkpoint: [String: Double] = [:]
  private(set) var sessionCount = 0

  init(_ prediction: @escaping (_ x: Tensor, GetVariable) -> Tensor) {
    self.prediction = prediction
  }

  func train(_ x: Tensor, _ y: Tensor, rate: Double, steps: Int) throws {
    try inSession(x, y) { session, loss, feed in
      let step = try GradientDescentOptimizer(rate).minimize(loss)
      for _ in 0..<steps { try session.run(step, feed: feed) }
    }
  }

  func evaluate(_ x: Tensor, _ y: Tensor) throws -> Double {
    try inSession(x, y) { session, loss, feed in try session.run(loss, feed: feed).number }
  }

  private func inSession<Result>(
    _ x: Tensor, _ y: Tensor, _ body: (Session, Tensor, [Placeholder: any Operand]) throws -> Result
  ) throws -> Result {
    sessionCount += 1
    return try Session.with { session in
      let (inputs, targets) = (
        session.placeholder(shape: x.shape), session.placeholder(shape: y.shape)
      )
      var variables: [String: Variable] = [:]
      let predicted = prediction(inputs.tensor) { name, first in
        let variable = session.variable(
          TensorLiteral(floatLiteral: checkpoint[name] ?? first), name: name)
        variables[name] = variable
        return variable
      }
      let loss = square(predicted - targets).mean()
      try session.run(session.globalVariablesInitializer())
      let result = try body(session, loss, [inputs: x, targets: y])
      checkpoint = try variables.mapValues { try session.run($0).number }
      return result
    }
  }
}

func kerasAndEstimator(_ page: Page) throws {
  setRandomSeed(page.seed)
  clearSession()
  let inputs = Tensor.normal([1000])
  let outputs = 3 * inputs + 2 + Tensor.normal([1000])
  let (n, epochs, rate) = (1000, 100, 0.1)

  // Keras: layers, and one call for the loop.
  let model = Sequential([
    Dense(
      1, useBias: true, kernelInitializer: .constant(5.0), biasInitializer: .constant(0.0))
  ])
  model.compile(
    optimizer: SGD(learningRate: rate), loss: .meanSquaredError, metrics: ["mean_squared_error"])
  let h = try model.fit(
    inputs[.all, .newAxis], outputs[.all, .newAxis], batchSize: n, epochs: epochs,
    verbose: .silent)
  print("history holds", h.names, "of", h.epochs.count, "epochs")
  show("Keras", model.weights[0].number, model.weights[1].number, h["mean_squared_error"].last!)

  // Estimator: a function that writes the model down, each time it is needed.
  let estimator = Estimator { x, variable in variable("weight", 5.0) * x + variable("bias", 0.0) }
  try estimator.train(inputs, outputs, rate: rate, steps: 60)
  try estimator.train(inputs, outputs, rate: rate, steps: 40)
  let loss = try estimator.evaluate(inputs, outputs)
  show("Estimator", estimator.checkpoint["weight"]!, estimator.checkpoint["bias"]!, loss)
  print("the model was written down \(estimator.sessionCount) times")

  // A regressor of one's own: only the offset is learned, since the weight is known to be 3.
  let ownLayer = Sequential([Offset(of: 3)])
  ownLayer.compile(optimizer: SGD(learningRate: rate), loss: .meanSquaredError)
  try ownLayer.fit(
    inputs[.all, .newAxis], outputs[.all, .newAxis], batchSize: n, epochs: epochs,
    verbose: .silent)
  let ownFunction = Estimator { x, variable in 3 * x + variable("offset", 0.0) }
  try ownFunction.train(inputs, outputs, rate: rate, steps: epochs)
  print(String(format: "Keras     offset %.5f", ownLayer.weights[0].number))
  print(String(format: "Estimator offset %.5f", ownFunction.checkpoint["offset"]!))
}

/// A line whose slope is known.
final class Offset: Layer {
  private let slope: Double
  private var offset: Variable!

  init(of slope: Double) {
    self.slope = slope
    super.init()
  }

  override func build(inputShape: Shape) {
    offset = addWeight("offset", shape: [1], initializer: .zeros)
  }

  override func call(_ x: Tensor) -> Tensor { slope * x + offset }
}

private func show(_ style: String, _ w: Double, _ b: Double, _ loss: Double) {
  let label = style.padding(toLength: 10, withPad: " ", startingAt: 0)
  print(label + String(format: "W %.5f  b %.5f  loss %.5f", w, b, loss))
}
