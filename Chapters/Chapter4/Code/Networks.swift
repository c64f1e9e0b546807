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

func networks(_ page: Page) throws {
  _ = BookData(afterDraws: 18)
  let data = try Housing()

  let trainStep = Function("train_step") { (model: MLP, x: Tensor, y: Tensor) in
    let tape = GradientTape()
    let loss = tape.record { square(y - model(x)).mean() }
    let gradients = try tape.gradient(loss, model.variables)
    for (gradient, variable) in zip(gradients, model.variables) {
      variable.assignAdd(-0.01 * gradient)
    }
    return loss
  }
  let testStep = Function("test_step") { (model: MLP, x: Tensor, y: Tensor) in
    square(y - model(x)).mean()
  }

  let mlp = MLP(4, targets: 1)
  var history: [(iteration: Int, training: Double, testing: Double)] = []
  for iteration in 1...1000 {
    let training = try trainStep(mlp, data.xTrain, data.yTrain)
    let testing = try testStep(mlp, data.xTest, data.yTest)
    if iteration <= 3 {
      page.check("004.ch3.boston.tr_loss.\(iteration)", training)
      page.check("004.ch3.boston.te_loss.\(iteration)", testing)
    }
    if iteration % 10 == 0 { history.append((iteration, training.number, testing.number)) }
  }
  let tail = history.suffix(5)
  for row in tail { print(row.iteration, row.training, row.testing) }
  page.check(
    "004.ch3.boston.history_tail(code)", tail.flatMap { [$0.training, $0.testing] })

  let baseline = square(data.yTest - data.yTest.mean()).mean()
  print(baseline)
  page.check("004.ch3.boston.baseline", baseline)
}
