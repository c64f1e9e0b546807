import CourseData
import CourseKit
import Foundation
import Plots
import Tapestry

/// Subtracts the mean of each column and divides by its deviation, both those of the training data.
final class Standardize: Layer {
  private let data: Tensor
  private var mean: Variable!
  private var deviation: Variable!

  init(_ data: Tensor) {
    self.data = data
    super.init()
  }

  override func build(inputShape: Shape) {
    mean = addWeight("mean", shape: [inputShape[-1]], initializer: .zeros, trainable: false)
    deviation = addWeight(
      "deviation", shape: [inputShape[-1]], initializer: .ones, trainable: false)
    mean.assign(data.mean(axis: 0))
    deviation.assign(data.standardDeviation(axis: 0))
  }

  override func call(_ x: Tensor) -> Tensor { (x - mean) / deviation }
}

func town(_ page: Page) throws {
  setRandomSeed(42)
  clearSession()
  print(TownHouses.table().describe())
  let (train, test) = TownHouses.load()
  let (x, y) = (cast(train.x, to: .float32), cast(train.y[.all, .newAxis], to: .float32))
  let (xTest, yTest) = (cast(test.x, to: .float32), cast(test.y[.all, .newAxis], to: .float32))
  let fair = TownHouses.table().tail(yTest.count)
  let formula = (0..<fair.rowCount).map { row in
    TownHouses.formula(
      area: fair["area"].numbers[row], rooms: Int(fair["rooms"].numbers[row]),
      age: fair["age"].numbers[row], distance: fair["distance"].numbers[row])
  }
  let floor = square(yTest - cast(Tensor(formula)[.all, .newAxis], to: .float32)).mean()

  func trained(_ name: String, _ row: [Layer]) throws -> (model: Model, history: History) {
    let model = Sequential(row)
    model.compile(optimizer: SGD(learningRate: 0.0005), loss: "mse")
    let history = try model.fit(
      x, y, epochs: 600, verbose: .silent, validationData: (xTest, yTest))
    show(name, history["val_loss"].last!)
    return (model, history)
  }
  show("the mean price for all", square(yTest - y.mean()).mean().number)
  _ = try trained("network, columns as they are", [Dense(16, activation: .relu), Dense(1)])
  let linear = try trained("linear, standardized", [Standardize(x), Dense(1)])
  let network = try trained(
    "network, standardized", [Standardize(x), Dense(16, activation: .relu), Dense(1)])
  show("the formula itself", floor.number)
  let testing = network.history["val_loss"]
  let best = testing.indices.min { testing[$0] < testing[$1] }!
  show("the network after \(best) epochs", testing[best])
  print(network.model.summary())

  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "mean squared error"
  figure[0, 0].xLabel = "epoch"
  figure[0, 0].yLimits = .from(100, to: 500)
  figure[0, 0].line(linear.history["val_loss"], label: "linear, test")
  figure[0, 0].line(network.history["val_loss"], label: "network, test")
  figure[0, 0].line(network.history["loss"], label: "network, training")
  figure[0, 0].horizontalLine(at: floor.number, label: "the formula itself, test")
  figure[0, 1].title = "the network's predictions"
  figure[0, 1].xLabel = "price"
  figure[0, 1].yLabel = "predicted price"
  figure[0, 1].scatter(
    yTest.scalars(as: Float.self), network.model(xTest).scalars(as: Float.self),
    label: "test data")
  figure[0, 1].line(
    [50.0, 500.0], [50.0, 500.0], label: "a perfect prediction", color: .gray, style: .dashed)
  try page.figure("ch4_town", figure)
}

private func show(_ model: String, _ error: Double) {
  print(model.padding(toLength: 30, withPad: " ", startingAt: 0) + String(format: "%7.1f", error))
}
