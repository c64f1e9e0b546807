import CourseData
import CourseKit
import Plots
import Tapestry

/// A step of training, for any model and any rule.
func makeTrainStep<R: Rule>() -> Function<MLP, R, Tensor, Tensor, Tensor> {
  Function("train_step") { model, rule, x, y in
    let tape = GradientTape()
    let loss = tape.record { square(y - model(x)).mean() }
    let variables = model.variables
    let gradients = try tape.gradient(loss, variables)
    rule.applyGradients(zip(gradients, variables).map { ($0, $1) })
    return loss
  }
}

func makeTestStep() -> Function<MLP, Tensor, Tensor, Tensor> {
  Function("test_step") { model, x, y in square(y - model(x)).mean() }
}

/// Gradient descent over all examples at once.
func train<R: Rule>(
  _ model: MLP, _ rule: R, _ data: Housing, epochs: Int = 10_000, every: Int = 100,
  report: (Int, Double, Double) -> Void = { _, _, _ in }
) throws -> Table {
  let trainStep: Function<MLP, R, Tensor, Tensor, Tensor> = makeTrainStep()
  let testStep = makeTestStep()
  var history: [Table.Record] = []
  for epoch in 1...epochs {
    let training = try trainStep(model, rule, data.xTrain, data.yTrain)
    let testing = try testStep(model, data.xTest, data.yTest)
    if epoch <= 3 { report(epoch, training.number, testing.number) }
    if epoch % every == 0 {
      history.append([
        "epoch": epoch, "training_loss": Float(training.number),
        "testing_loss": Float(testing.number),
      ])
    }
  }
  return Table(records: history)
}

func learningRates(_ page: Page) throws {
  startRandomNumbers(afterDraws: 0)
  let data = try Housing()
  let rates = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9]
  let names = ["0.001", "0.0001", "1e-05", "1e-06", "1e-07", "1e-08", "1e-09"]
  var experiments: [Table] = []
  for (rate, name) in zip(rates, names) {
    let history = try train(MLP(4, targets: 1), GradientDescent(rate: rate), data) {
      page.check("004.ch4.lr.\(name).tr.\($0)", [$1])
      page.check("004.ch4.lr.\(name).te.\($0)", [$2])
    }
    experiments.append(history)
    let least = history["testing_loss"].numbers.min()!
    print(name, least)
    page.check("004.ch4.lr_table.\(name)", least)
  }
}

func collapse(_ page: Page) throws {
  startRandomNumbers(afterDraws: 14)
  let data = try Housing()
  let model = MLP(4, targets: 1)
  _ = try train(model, GradientDescent(rate: 1e-3), data)
  let features = model.layers[0](data.xTest)
  print(features)
  print(matmul(features, model.layers[1].variables[0]))
  print(model.layers[1].variables[1])
  page.check("004.ch4.collapse.bias", model.layers[1].variables[1])
}

func clipping(_ page: Page) throws {
  startRandomNumbers(afterDraws: 16)
  let data = try Housing()
  let history = try train(
    MLP(4, targets: 1), GradientDescent(rate: 1e-3, clipNorm: 2), data)
  print(history["testing_loss"].min())
  page.check("004.ch4.clip.min", history["testing_loss"].numbers.min()!)
}
