import CourseKit
import Foundation
import Plots
import Synchronization
import Tapestry

// The two sections of document 001 fit the same points.
private let points = Mutex<(x: Tensor, y: Tensor)?>(nil)

private func f(_ x: Tensor) -> Tensor {
  square(x) + 2 * x - 8
}

final class QuadraticModel: Module {
  let wQ: Variable
  let wL: Variable
  let b: Variable

  override init() {
    let randInit = Tensor.uniform([3], from: 0, to: 5, seed: 22)
    wQ = Variable(randInit[0], name: "w_q")
    wL = Variable(randInit[1], name: "w_l")
    b = Variable(randInit[2], name: "b")
  }

  private lazy var predictions = Function("quad_model") { [unowned self] (x: Tensor) in
    wQ * square(x) + wL * x + b
  }

  func callAsFunction(_ x: Tensor) throws -> Tensor { try predictions(x) }
}

private func mseLoss(_ yPred: Tensor, _ y: Tensor) -> Tensor {
  square(yPred - y).mean()
}

private func plotPredictions(_ x: Tensor, _ y: Tensor, _ predicted: Tensor?, _ title: String)
  -> Figure
{
  let inputs = x.scalars(as: Float.self)
  var figure = Figure(title: title)
  figure.scatter(inputs, y.scalars(as: Float.self), label: "Data")
  figure.line(inputs, f(x).scalars(as: Float.self), label: "Ground truth")
  if let predicted {
    figure.line(inputs, predicted.scalars(as: Float.self), label: "Predictions")
  }
  return figure
}

func quadratic(_ page: Page) throws {
  // In steps of 0.03 that are rounded once, and not at each step.
  let x = cast(Tensor.linspace(-3, 3, count: 201, dtype: .float64), to: .float32)
  let y = f(x) + Tensor.normal([201], seed: page.seed)
  points.withLock { $0 = (x, y) }
  try page.figure("ch6_quadratic_data", plotPredictions(x, y, nil, ""))

  let quadModel = QuadraticModel()
  pprint(quadModel.variables)
  page.check("001.rand_init", quadModel.variables.map(\.tensor.number))
  try page.figure(
    "ch6_quadratic_initial", plotPredictions(x, y, try quadModel(x), "Initial Predictions"))

  let batchSize = 32
  let dataset = Dataset.fromTensorSlices((x, y))
    .shuffle(x.shape[0], seed: page.seed)
    .batch(batchSize)

  let epochs = 150
  let learningRate = 0.01
  var losses: [Double] = []

  for epoch in 0..<epochs {
    for (xBatch, yBatch) in dataset {
      let tape = GradientTape()
      let batchLoss = try tape.record { mseLoss(try quadModel(xBatch), yBatch) }
      let gradients = try tape.gradient(batchLoss, quadModel.variables)
      for (gradient, variable) in zip(gradients, quadModel.variables) {
        variable.assignSub(learningRate * gradient)
      }
    }

    let loss = mseLoss(try quadModel(x), y)
    losses.append(loss.number)
    if epoch % 10 == 0 {
      print(String(format: "Mean squared error for step %d: %.3f", epoch, loss.number))
      page.check("001.mse.\(epoch)", loss)
    }
  }
  for variable in quadModel.variables {
    print(variable.name, String(format: "%.2f", variable.tensor.number))
  }

  try page.figure(
    "ch6_quadratic_mse",
    Figure.line(
      losses, title: "MSE loss vs training iterations", xLabel: "Epoch",
      yLabel: "Mean Squared Error (MSE)"))
  try page.figure(
    "ch6_quadratic_trained",
    plotPredictions(x, y, try quadModel(x), "Predictions after Training"))
}

func fitted(_ page: Page) throws {
  let (x, y) = points.withLock { $0! }
  // fit shuffles, and the first weights are drawn: both without a seed of their own.
  setRandomSeed(page.seed)

  let newModel = Sequential {
    LambdaLayer { x in stack([x, square(x)], axis: 1) }
    Dense(1, kernelInitializer: Initializer("normal") { Tensor.normal($0, dtype: $1) })
  }

  newModel.compile(optimizer: SGD(learningRate: 0.01), loss: "mse")

  let history = try newModel.fit(x, y, batchSize: 32, epochs: 150, verbose: .silent)
  for epoch in [0, 10, 50, 149] {
    print(String(format: "epoch %d: loss %.3f", epoch, history["loss"][epoch]))
  }
  print(newModel.variables.map { "\($0.name) \($0.shape)" }.joined(separator: ", "))

  var progress = Figure.line(
    history["loss"], title: "Keras training progress", xLabel: "Epoch",
    yLabel: "Loss [Mean Squared Error]")
  progress.yLimits = .from(0)
  try page.figure("ch6_quadratic_fit", progress)
  try page.figure(
    "ch6_quadratic_fitted",
    plotPredictions(x, y, reshape(newModel(x), [-1]), "Predictions after Training"))
}
