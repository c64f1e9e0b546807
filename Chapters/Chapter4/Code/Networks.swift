import CourseData
import CourseKit
import Plots
import Tapestry

/// A network of dense layers: hidden ones that make features, and a last one that predicts.
final class MLP: Model {
  let featureExtractor: Sequential
  let lastLinear: Dense

  init(_ hiddenUnits: Int..., targets: Int, activation: Activation = .relu) {
    featureExtractor = Sequential(hiddenUnits.map { Dense($0, activation: activation) })
    lastLinear = Dense(targets, activation: .linear)
    super.init()
  }

  override func call(_ x: Tensor) -> Tensor { lastLinear(featureExtractor(x)) }
}

/// The Boston data as the book uses them: float32, targets in a column.
struct Housing {
  let xTrain: Tensor
  let yTrain: Tensor
  let xTest: Tensor
  let yTest: Tensor

  init() throws {
    let (train, test) = try BostonHousing.load()
    xTrain = cast(train.x, to: .float32)
    yTrain = cast(train.y[.all, .newAxis], to: .float32)
    xTest = cast(test.x, to: .float32)
    yTest = cast(test.y[.all, .newAxis], to: .float32)
  }
}

/// The book's training: gradient descent over all examples, and the loss on those held back.
struct Training {
  private let trainStep = Function("train_step") { (model: Model, x: Tensor, y: Tensor) in
    let tape = GradientTape()
    let loss = tape.record { square(y - model(x)).mean() }
    let gradients = try tape.gradient(loss, model.variables)
    for (gradient, variable) in zip(gradients, model.variables) {
      variable.assignAdd(-0.01 * gradient)
    }
    return loss
  }
  private let testStep = Function("test_step") { (model: Model, x: Tensor, y: Tensor) in
    square(y - model(x)).mean()
  }

  /// A row for every tenth iteration; `report` sees all of them.
  func history(
    of model: Model, train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor),
    report: (_ iteration: Int, _ training: Tensor, _ testing: Tensor) -> Void = { _, _, _ in }
  ) throws -> Table {
    var history: [Table.Record] = []
    for iteration in 1...1000 {
      let training = try trainStep(model, train.x, train.y)
      let testing = try testStep(model, test.x, test.y)
      report(iteration, training, testing)
      if iteration % 10 == 0 {
        history.append([
          "iteration": iteration, "training_loss": training.number,
          "testing_loss": testing.number,
        ])
      }
    }
    return Table(records: history)
  }
}

func networks(_ page: Page) throws {
  _ = BookData(afterDraws: 18)
  clearSession()
  let data = try Housing()

  let mlp = MLP(4, targets: 1)
  mlp.build(inputShape: data.xTrain.shape)
  let firstGradient = try largestGradient(of: mlp, data)
  var shares = [activeShares(mlp, data)]
  let history = try Training().history(
    of: mlp, train: (data.xTrain, data.yTrain), test: (data.xTest, data.yTest)
  ) { iteration, training, testing in
    if iteration == 1 { shares.append(activeShares(mlp, data)) }
    guard iteration <= 3 else { return }
    page.check("004.ch3.boston.tr_loss.\(iteration)", training)
    page.check("004.ch3.boston.te_loss.\(iteration)", testing)
  }
  print(mlp.summary())
  print(history.head(3))
  print(history.tail())
  page.check("004.ch3.boston.history_tail(code)", lossesOfTail(history))
  try page.figure(
    "ch4_boston_history",
    history.plot(
      x: "iteration", title: "Boston, step by step", yLabel: "mean squared error", yScale: .log,
      width: 6.4, height: 4.8))

  // What a single number for all houses would lose: the book takes the mean of the prices that are
  // to be predicted, which no model can know.
  let baseline = square(data.yTest - data.yTest.mean()).mean()
  print(baseline)
  page.check("004.ch3.boston.baseline", baseline)
  for (name, prices) in [("test", data.yTest), ("training", data.yTrain)] {
    print(
      String(
        format: "the mean of the \(name) prices, %.3f: test loss %.5f", prices.mean().number,
        square(data.yTest - prices.mean()).mean().number))
  }

  // What the network predicts, and what its hidden units say.
  let predictions = mlp(data.xTest)
  print("the lowest prediction: ", predictions.min().scalarDescription)
  print("the highest prediction:", predictions.max().scalarDescription)
  print("the mean of all prices:", data.yTrain.mean().scalarDescription)
  print("the largest element of the first gradient:", Int(firstGradient.rounded()))
  for (name, shares) in zip(["before training", "after one step"], shares) {
    print("part of the houses for which each unit is on, \(name):", shares)
  }
  try page.figure("ch4_boston_predictions", predictionFigure(predictions, data))

  try bookSequential()
}

/// For which part of the houses each hidden unit has an output, to three digits.
private func activeShares(_ model: MLP, _ data: Housing) -> [Double] {
  let isOn = cast(model.featureExtractor(data.xTrain) > 0, to: .float64)
  return isOn.mean(axis: 0).scalars(as: Double.self).map { ($0 * 1000).rounded() / 1000 }
}

private func largestGradient(of model: MLP, _ data: Housing) throws -> Double {
  let tape = GradientTape()
  let loss = tape.record { square(data.yTrain - model(data.xTrain)).mean() }
  return try tape.gradient(loss, model.variables).map { abs($0).max().number }.max() ?? 0
}

/// The ten losses of a history's last rows, row by row as they are printed.
func lossesOfTail(_ history: Table) -> [Double] {
  let tail = history.tail()
  return zip(tail["training_loss"].numbers, tail["testing_loss"].numbers).flatMap { [$0, $1] }
}

private func predictionFigure(_ predictions: Tensor, _ data: Housing) -> Figure {
  var figure = Figure(
    width: 7, height: 6, title: "102 houses, one prediction", xLabel: "price",
    yLabel: "predicted price")
  figure.scatter(
    data.yTest.scalars(as: Float.self), predictions.scalars(as: Float.self), label: "test data",
    size: 6)
  figure.line(
    [5.0, 50.0], [5.0, 50.0], label: "a perfect prediction", color: .gray, style: .dashed)
  return figure
}
