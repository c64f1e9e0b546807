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
  let houses = Town()

  show("the mean price for all", houses.error(of: houses.train.y.mean()))
  _ = try houses.train([Dense(16, activation: .relu), Dense(1)], "network, columns as they are")
  let linear = try houses.train(
    [Standardize(houses.train.x), Dense(1)], "linear, standardized")
  let network = try houses.train(
    [Standardize(houses.train.x), Dense(16, activation: .relu), Dense(1)],
    "network, standardized")
  show("the formula itself", houses.error(of: houses.formula))
  print(network.model.summary())
  print(network.model.nonTrainableVariables.map(\.name))

  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "mean squared error on houses held back"
  figure[0, 0].xLabel = "epoch"
  figure[0, 0].yScale = .log
  figure[0, 0].line(houses.errors(linear.history), label: "linear")
  figure[0, 0].line(houses.errors(network.history), label: "16 hidden units")
  figure[0, 0].horizontalLine(
    at: houses.error(of: houses.formula), label: "the formula itself")
  figure[0, 1].title = "the network's predictions"
  figure[0, 1].xLabel = "price"
  figure[0, 1].yLabel = "predicted price"
  figure[0, 1].scatter(
    houses.test.y.scalars(as: Float.self),
    houses.price(network.model(houses.test.x)).scalars(as: Float.self), label: "test data")
  figure[0, 1].line(
    [50.0, 500.0], [50.0, 500.0], label: "a perfect prediction", color: .gray, style: .dashed)
  try page.figure("ch4_town", figure)
}

/// The invented town as the book has Boston, with the formula's own prices beside it.
private struct Town {
  let train: (x: Tensor, y: Tensor)
  let test: (x: Tensor, y: Tensor)
  let formula: Tensor

  init() {
    let (train, test) = TownHouses.load()
    func column(_ y: Tensor) -> Tensor { cast(y[.all, .newAxis], to: .float32) }
    self.train = (cast(train.x, to: .float32), column(train.y))
    self.test = (cast(test.x, to: .float32), column(test.y))
    formula = column(
      stack(
        unstack(test.x).map { house in
          let row = house.scalars(as: Double.self)
          return Tensor(
            TownHouses.formula(area: row[0], rooms: Int(row[1]), age: row[2], distance: row[3]))
        }))
  }

  /// Prices in units of their deviation, which is what the models are trained with.
  func standardized(_ y: Tensor) -> Tensor { (y - train.y.mean()) / train.y.standardDeviation() }

  func price(_ y: Tensor) -> Tensor { y * train.y.standardDeviation() + train.y.mean() }

  func error(of prices: Tensor) -> Double { square(test.y - prices).mean().number }

  /// The errors on the test data after each epoch, as squares of prices.
  func errors(_ history: History) -> [Double] {
    history["val_loss"].map { $0 * train.y.variance().number }
  }

  func train(_ row: [Layer], _ name: String) throws -> (model: Model, history: History) {
    let model = Sequential(row)
    model.compile(optimizer: SGD(learningRate: 0.01), loss: "mse")
    let history = try model.fit(
      train.x, standardized(train.y), epochs: 300, verbose: .silent,
      validationData: (test.x, standardized(test.y)))
    show(name, errors(history).last!)
    return (model, history)
  }
}

private func show(_ model: String, _ error: Double) {
  print(model.padding(toLength: 30, withPad: " ", startingAt: 0) + String(format: "%7.1f", error))
}
