import CourseKit
import Plots
import Tapestry

func fitting(_ page: Page) throws {
  let data = BookData(afterDraws: 4)

  let model = LinearRegression(5)
  model.compile(optimizer: "sgd", loss: "mse")
  model.optimizer.learningRate.assign(0.05)
  let history = try page.timed("1001 epochs of fit") {
    try model.fit(data.x, data.y, epochs: 1001, verbose: .silent)
  }
  let losses = stride(from: 0, to: 1001, by: 200).map { history["loss"][$0] }
  for loss in losses { print(loss) }
  page.check("004.ch3.fit.loss", losses)
  pprint(model.variables)
  page.check("004.ch3.fit.w", model.variables[0])
}
