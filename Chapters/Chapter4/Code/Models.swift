import CourseKit
import Foundation
import Tapestry

/// Parameters, and what is computed with them, tied together.
final class PlainRegression {
  let parameters: Variable

  init(_ parameterCount: Int) { parameters = Variable(Tensor.uniform([parameterCount, 1])) }

  func callAsFunction(_ x: Tensor) -> Tensor { matmul(x, parameters) }
}

/// The same as a model of the framework.
final class LinearRegression: Model {
  let parameters: Variable

  init(_ parameterCount: Int) {
    parameters = Variable(Tensor.uniform([parameterCount, 1]))
    super.init()
  }

  override func call(_ x: Tensor) -> Tensor { matmul(x, parameters) }
}

func models(_ page: Page) throws {
  let data = BookData(afterDraws: 2)
  let (x, y) = (data.x, data.y)

  let plain = PlainRegression(5)
  let plainStep = Function("train_step") {
    let tape = GradientTape()
    let loss = tape.record { square(y - plain(x)).mean() }
    plain.parameters.assignAdd(-0.05 * (try tape.gradient(loss, plain.parameters)))
    return loss
  }
  for iteration in 0...1000 { report(page, "lr_object", iteration, try plainStep()) }
  pprint(plain.parameters)
  page.check("004.ch3.lr_object.w", plain.parameters)

  let model = LinearRegression(5)
  let modelStep = Function("train_step") {
    let tape = GradientTape()
    let loss = tape.record { square(y - model(x)).mean() }
    let gradients = try tape.gradient(loss, model.variables)
    for (gradient, variable) in zip(gradients, model.variables) {
      variable.assignAdd(-0.05 * gradient)
    }
    return loss
  }
  for iteration in 0...1000 { report(page, "lr_keras", iteration, try modelStep()) }
  pprint(model.variables)
  page.check("004.ch3.lr_keras.w", model.variables[0])

  print(model.summary())
  model.compile(loss: "mse", metrics: ["mae"])
  let tested = try model.evaluate(x, y)
  print(tested.values.map(\.value))
  page.check("004.ch3.lr_keras.evaluate", tested.values.map(\.value))
}

private func report(_ page: Page, _ run: String, _ iteration: Int, _ loss: Tensor) {
  guard iteration % 200 == 0 else { return }
  print(String(format: "mean squared loss at iteration %4d is %5.4f", iteration, loss.number))
  page.check("004.ch3.\(run).loss.\(iteration)", [loss.number])
}
