import CourseData
import Tapestry

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

/// The network of the last chapter.
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

/// Starts the random numbers where the book has them after so many draws. The book's chapter is one
/// program; here each section can be run alone.
func startRandomNumbers(afterDraws draws: Int) {
  setRandomSeed(42)
  for _ in 0..<draws { _ = Tensor.uniform([1]) }
}
