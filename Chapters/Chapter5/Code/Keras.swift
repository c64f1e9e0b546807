import CourseData
import CourseKit
import Plots
import Tapestry

func compiled(_ page: Page) throws {
  let data = try Housing()
  let (mean, deviation) = (data.xTrain.mean(axis: 0), data.xTrain.standardDeviation(axis: 0))
  let scaled = (
    train: (data.xTrain - mean) / deviation, test: (data.xTest - mean) / deviation
  )

  for (name, x) in [("as they are", data.xTrain), ("of one size", scaled.train)] {
    print("condition number, features \(name):", conditionNumber(x))
  }

  var figure = Figure(width: 12, height: 6, xLabel: "epoch", yLabel: "testing loss")
  figure.yScale = .log
  for (name, optimizer, x) in [
    ("features as they are, Adam", Adam(learningRate: 1e-2), (data.xTrain, data.xTest)),
    ("features of one size, Adam", Adam(learningRate: 1e-2), scaled),
    ("features of one size, plain descent", SGD(learningRate: 1e-3), scaled),
  ] as [(String, Optimizer, (train: Tensor, test: Tensor))] {
    setRandomSeed(42)
    let model = MLP(4, targets: 1)
    model.compile(optimizer: optimizer, loss: "mse", metrics: ["mae"])
    let history = try model.fit(
      x.train, data.yTrain, epochs: 200, verbose: .silent, validationData: (x.test, data.yTest))
    let report = try model.evaluate(x.test, data.yTest)
    print("\(name):", rounded(report["loss"]!), rounded(report["mae"]!))
    figure.line(history["val_loss"], label: name)
  }
  try page.figure("ch5_scaled", figure)
}

/// How many times as steep the loss of a linear model is in its steepest direction as in its most
/// level one: the quotient of the Hessian's outermost eigenvalues, to two digits.
private func conditionNumber(_ x: Tensor) -> String {
  let ones = Tensor.ones([x.shape[0], 1], dtype: .float64)
  let rows = concat([cast(x, to: .float64), ones], axis: 1)
  let hessian = 2 * matmul(rows, rows, transposeA: true) / Double(x.shape[0])
  let curvatures = eigh(hessian).values
  return String(format: "%.2g", (curvatures[-1] / curvatures[0]).number)
}
