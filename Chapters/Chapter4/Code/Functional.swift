import CourseData
import CourseKit
import Foundation
import Tapestry

/// The first of two tensors without the second: a layer of several inputs.
final class Difference: Layer {
  override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] { [inputs[0] - inputs[1]] }
}

func functional(_ page: Page) throws {
  setRandomSeed(42)
  clearSession()

  // Two houses through the same layers: the price of the first, and whether it is the dearer one.
  let (left, right) = (Input([4], name: "left"), Input([4], name: "right"))
  let features = Dense(16, activation: .relu, name: "features")
  let (a, b) = (features(left), features(right))
  let price = Dense(1, name: "price")(a)
  let dearer = Dense(1, activation: .sigmoid, name: "dearer")(Difference()([a, b]))
  let model = Model(inputs: [left, right], outputs: [price, dearer])
  print(model.summary())

  let pairs = Pairs()
  model.compile(
    optimizer: SGD(learningRate: 0.05), losses: ["mse", "binary_crossentropy"],
    lossWeights: [1, 1])
  let history = try model.fit(
    [pairs.left, pairs.right], [pairs.price, pairs.isDearer], epochs: 50, verbose: .silent)
  print(String(format: "loss %.2f becomes %.2f", history["loss"][0], history["loss"].last!))
  let guesses = model.outputs([pairs.left, pairs.right])[1]
  let hits = cast((guesses > 0.5) == (pairs.isDearer > 0.5), to: .float32).mean()
  print(String(format: "the dearer one is found in %.2f of the pairs", hits.number))

  // Frozen layers keep what they learned: a new head on the old features.
  features.isTrainable = false
  let learned = features.weights
  let house = Input([4])
  let head = Model(inputs: house, outputs: Dense(1)(features(house)))
  print(head.summary())
  print(head.trainableVariables.map(\.name))
  head.compile(optimizer: SGD(learningRate: 0.05), loss: "mse")
  try head.fit(pairs.left, pairs.price, epochs: 5, verbose: .silent)
  print(zip(features.weights, learned).map { ($0 == $1).all().scalarDescription })
}

/// Houses of the invented town, two by two, in units of their deviations.
private struct Pairs {
  let left: Tensor
  let right: Tensor
  let price: Tensor
  let isDearer: Tensor

  init() {
    let (train, _) = TownHouses.load(count: 1000)
    let (x, y) = (cast(train.x, to: .float32), cast(train.y[.all, .newAxis], to: .float32))
    let houses = (x - x.mean(axis: 0)) / x.standardDeviation(axis: 0)
    let prices = (y - y.mean()) / y.standardDeviation()
    (left, right) = (houses[..<400], houses[400...])
    price = prices[..<400]
    isDearer = cast(prices[..<400] > prices[400...], to: .float32)
  }
}
