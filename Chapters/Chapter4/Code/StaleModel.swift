import CourseKit
import Tapestry

/// The regression with a bias that it does not need, and that starts far away.
final class LinearRegressionV2: Model {
  let parameters: Variable
  let bias = Variable([100], dtype: .float32, name: "bias")

  init(_ parameterCount: Int) {
    parameters = Variable(Tensor.uniform([parameterCount, 1]), name: "weights")
    super.init()
  }

  override func call(_ x: Tensor) -> Tensor { matmul(x, parameters) + bias }
}

func staleModel(_ page: Page) throws {
  let data = BookData(afterDraws: 4)

  // The step looks the model up when it is traced, and never again.
  var model: Model = LinearRegression(5)
  let staleStep = Function("train_step") {
    let tape = GradientTape()
    let loss = tape.record { square(data.y - model(data.x)).mean() }
    let gradients = try tape.gradient(loss, model.variables)
    for (gradient, variable) in zip(gradients, model.variables) {
      variable.assignAdd(-0.05 * gradient)
    }
    return loss
  }
  try staleStep()
  model = LinearRegressionV2(5)
  for _ in 0..<1001 { try staleStep() }
  pprint(model.variables)
  page.check("004.ch3.v2_stale.w", model.variables[0])
  print(staleStep.explain())

  // With the model as an argument each model gets a graph of its own.
  let trainStep = data.trainStep()
  let first = LinearRegression(5)
  for _ in 0..<1001 { try trainStep(first) }
  pprint(first.variables)
  page.check("004.ch3.b6_lr.w", first.variables[0])

  let second = LinearRegressionV2(5)
  for _ in 0..<5001 { try trainStep(second) }
  pprint(second.variables)
  page.check("004.ch3.b6_v2.w", second.variables[0])
  page.check("004.ch3.b6_v2.b", second.variables[1])
  print(trainStep.explain())
}
