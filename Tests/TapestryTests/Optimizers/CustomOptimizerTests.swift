import Testing

@testable import Tapestry

/// The optimizer at the end of the book's chapter 4, method for method.
private final class BookAdam: Optimizer, Configurable {
  let epsilon: Double

  init(
    learningRate: any Hyperparameter = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, name: String = "Adam"
  ) {
    self.epsilon = epsilon
    super.init(name: name, learningRate: learningRate)
    setHyper("beta_1", beta1)
    setHyper("beta_2", beta2)
  }

  convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.double("learning_rate"), beta1: reader.double("beta_1"),
      beta2: reader.double("beta_2"), epsilon: reader.double("epsilon"))
  }

  override func createSlots(for variables: [Variable]) {
    for variable in variables { slot("m", for: variable) }
    for variable in variables { slot("v", for: variable) }
  }

  override func update(_ variable: Variable, gradient: Tensor) {
    let t = step()
    let (beta1, beta2) = (hyper("beta_1"), hyper("beta_2"))
    let (m, v) = (slot("m", for: variable), slot("v", for: variable))
    m.assign(beta1 * m + (1 - beta1) * gradient)
    v.assign(beta2 * v + (1 - beta2) * square(gradient))
    let rate = rate() * sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t))
    variable.assignAdd(-rate * m / (sqrt(v) + epsilon))
  }

  override var config: Config {
    super.config.merging([
      "beta_1": hyperConfig("beta_1"), "beta_2": hyperConfig("beta_2"),
      "epsilon": .double(epsilon),
    ])
  }
}

/// The class in the documentation of `Optimizer`.
private final class Momentum: Optimizer {
  init(learningRate: Double = 0.01, beta: Double = 0.9) {
    super.init(name: "Momentum", learningRate: learningRate)
    setHyper("beta", beta)
  }
  override func update(_ variable: Variable, gradient: Tensor) {
    let moment = slot("moment", for: variable)
    moment.assign(hyper("beta") * moment - rate() * gradient)
    variable.assignAdd(moment)
  }
}

@Suite struct CustomOptimizerTests {
  @Test(arguments: [false, true])
  func `the book's Adam is Adam`(runsEagerly: Bool) {
    let (w, twin) = (Variable(Tensor([1.0, -2.0])), Variable(Tensor([1.0, -2.0])))
    let (mine, theirs) = (BookAdam(learningRate: 0.1), Adam(learningRate: 0.1, epsilon: 1e-8))
    mine.runsEagerly = runsEagerly
    for step in 1...10 {
      let gradient = Tensor([0.5, -1.5]) / Double(step)
      mine.applyGradients([gradient], to: [w])
      theirs.applyGradients([gradient], to: [twin])
      expectEqual(w.stored, twin.stored, ulps: 16)
    }
    #expect(mine.weights.map(\.name) == theirs.weights.map(\.name))
    #expect(
      "\(mine.config)"
        == "{'name': 'Adam', 'learning_rate': 0.1, 'decay': 0.0, 'beta_1': 0.9, 'beta_2': 0.999, "
        + "'epsilon': 1e-08}")
  }

  @Test func `a formula that makes slots on demand is Keras's momentum`() {
    let (w, twin) = (Variable(Tensor([1.0, -2.0])), Variable(Tensor([1.0, -2.0])))
    let (mine, theirs) = (Momentum(), SGD(momentum: 0.9))
    mine.build([w])
    #expect(mine.weights.map(\.name) == ["Momentum/iter:0", "Momentum/Variable/moment:0"])
    for _ in 0..<5 {
      mine.applyGradients([Tensor([0.5, -1.5])], to: [w])
      theirs.applyGradients([Tensor([0.5, -1.5])], to: [twin])
      expectEqual(w.stored, twin.stored, ulps: 2)
    }
  }

  @Test func `a custom optimizer is made from its configuration`() throws {
    let mine = BookAdam(learningRate: 0.1, epsilon: 0.5)
    Optimizer.register(BookAdam.self)
    let twin = try Optimizer.made(from: mine.serialized)
    #expect(twin.serialized == mine.serialized)
  }
}
