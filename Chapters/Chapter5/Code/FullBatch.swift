import CourseData
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

/// Gradient descent over all examples at once; every hundredth epoch becomes a row of the history.
func train<R: Rule>(
  _ model: MLP, _ rule: R, _ data: Housing, epochs: Int = 10_000, every: Int = 100,
  report: (_ epoch: Int, _ training: Tensor, _ testing: Tensor) -> Void = { _, _, _ in }
) throws -> Table {
  let trainStep: Function<MLP, R, Tensor, Tensor, Tensor> = makeTrainStep()
  let testStep = makeTestStep()
  var history: [Table.Record] = []
  for epoch in 1...epochs {
    let training = try trainStep(model, rule, data.xTrain, data.yTrain)
    let testing = try testStep(model, data.xTest, data.yTest)
    report(epoch, training, testing)
    if epoch % every == 0 {
      history.append([
        "epoch": epoch, "training_loss": Float(training.number),
        "testing_loss": Float(testing.number),
      ])
    }
  }
  return Table(records: history)
}
