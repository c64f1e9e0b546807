import CourseData
import CourseKit
import Plots
import Tapestry

func adam(_ page: Page) throws {
  let run = StochasticRun(try Housing())
  run.skip(.stochastic, .momentum)
  let model = MLP(4, targets: 1)
  model.build(inputShape: [32, 13])
  let rule = PlainAdam(rate: 1e-3)
  rule.makeMoments(for: model.variables)
  let history = try run.train(model, Clipped(rule, norm: 2), epochs: 1000) {
    page.checkBeginning("adam", $0)
  }
  print(history["testing_loss_full"].min())
  page.check("004.ch4.adam.min", history["testing_loss_full"].numbers.min()!)
  try page.figure(
    "ch5_adam",
    history.plot(
      x: "epoch", title: "Adam", yLabel: "mean squared error", yScale: .log))
}

func kerasAdam(_ page: Page) throws {
  let optimizer = CustomAdam()
  print(optimizer.serialized)
  Optimizer.register(CustomAdam.self)
  let twin = try Optimizer.made(from: optimizer.serialized)
  print("a twin from its text:", type(of: twin), twin.config == optimizer.config)
  try sparseStep()

  let run = StochasticRun(try Housing())
  run.skip(.stochastic, .momentum, .adam)
  let history = try run.train(MLP(4, targets: 1), optimizer, epochs: 1000) {
    page.checkBeginning("kadam_straight", $0)
  }
  print(history["testing_loss_full"].min())
  page.check("004.ch4.kadam_straight.min", history["testing_loss_full"].numbers.min()!)
  print(optimizer.iterations.tensor.scalarDescription, "steps")
}

/// Momentum that makes its moments when it first meets a variable.
private final class LazyMomentum: Module, Rule {
  private var moments: [Variable: Variable] = [:]

  func applyGradients(_ pairs: [(gradient: Tensor?, variable: Variable)]) {
    for case (let gradient?, let variable) in pairs {
      let moment = moments[variable] ?? Variable(Tensor.zeros(like: variable), name: "moment")
      moments[variable] = moment
      moment.assign(0.9 * moment - 1e-6 * gradient)
      variable.assignAdd(moment)
    }
  }
}

func authorsAdam(_ page: Page) throws {
  let data = try Housing()
  let trainStep: Function<MLP, LazyMomentum, Tensor, Tensor, Tensor> = makeTrainStep()
  let (x, y) = (data.xTrain[..<32], data.yTrain[..<32])
  let model = MLP(4, targets: 1)
  model.build(inputShape: [32, 13])

  // A step that is first traced when there is nothing to make ...
  let ready = LazyMomentum()
  ready.applyGradients(model.variables.map { (Tensor.zeros(like: $0), $0) })
  try trainStep(model, ready, x, y)
  // ... cannot be traced again for a rule that makes variables.
  do {
    try trainStep(model, LazyMomentum(), x, y)
  } catch let error as VariableCreationError {
    print("\(error)\n")
  }

  // The author's session: two such failures, each after one shuffle and two kernels; then one whole
  // run, and at last the run whose number the book prints.
  let run = StochasticRun(data)
  run.skip(.stochastic, .momentum, .adam)
  for _ in 0..<2 {
    run.training.shuffle()
    run.drawKernels()
  }
  for id in ["kadam_first", "kadam"] {
    let history = try run.train(MLP(4, targets: 1), CustomAdam(), epochs: 1000) {
      page.checkBeginning(id, $0)
    }
    print(history["testing_loss_full"].min())
    page.check("004.ch4.\(id).min", history["testing_loss_full"].numbers.min()!)
    if id == "kadam" {
      try page.figure("ch5_adam_session", twoScales(history, "The author's session"))
    }
  }
}
