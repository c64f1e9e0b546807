import Tapestry

/// What changes variables along their gradients.
protocol Rule: TensorStructure {
  func applyGradients(_ pairs: [(gradient: Tensor?, variable: Variable)])
}

extension Optimizer: Rule {}

/// θ ← θ - η g
final class GradientDescent: Module, Rule {
  let rate: Variable

  init(rate: Double = 0.01) { self.rate = Variable(rate) }

  func applyGradients(_ pairs: [(gradient: Tensor?, variable: Variable)]) {
    for case (let gradient?, let variable) in pairs {
      let update = -rate * gradient
      variable.assignAdd(update)
    }
  }
}

/// Another rule, which is given gradients of at most a certain length. One class for all rules,
/// instead of an option in each of them.
final class Clipped<Base: Rule>: Module, Rule {
  let base: Base
  let norm: Double

  init(_ base: Base, norm: Double) {
    self.base = base
    self.norm = norm
  }

  func applyGradients(_ pairs: [(gradient: Tensor?, variable: Variable)]) {
    base.applyGradients(
      pairs.map { gradient, variable in (gradient.map { clipByNorm($0, norm) }, variable) })
  }
}

/// u ← β u - η g, θ ← θ + u
final class Momentum: Module, Rule {
  let rate: Variable
  let beta: Variable
  private var moments: [Variable: Variable] = [:]

  init(rate: Double = 0.01, beta: Double = 0.9) {
    self.rate = Variable(rate)
    self.beta = Variable(beta)
  }

  func makeMoments(for variables: [Variable]) {
    for variable in variables { moments[variable] = Variable(Tensor.zeros(like: variable)) }
  }

  func applyGradients(_ pairs: [(gradient: Tensor?, variable: Variable)]) {
    for case (let gradient?, let variable) in pairs {
      let moment = moments[variable]!
      moment.assign(beta * moment - rate * gradient)
      variable.assignAdd(moment)
    }
  }
}

/// Two averages for each number: of the gradient, and of its square.
final class PlainAdam: Module, Rule {
  let rate: Variable
  let beta1: Variable
  let beta2: Variable
  let epsilon: Double
  private let t = Variable(0.0)
  private var means: [Variable: Variable] = [:]
  private var squares: [Variable: Variable] = [:]

  init(
    rate: Double = 0.01, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.rate = Variable(rate)
    self.beta1 = Variable(beta1)
    self.beta2 = Variable(beta2)
    self.epsilon = epsilon
  }

  func makeMoments(for variables: [Variable]) {
    for variable in variables {
      means[variable] = Variable(Tensor.zeros(like: variable))
      squares[variable] = Variable(Tensor.zeros(like: variable))
    }
  }

  func applyGradients(_ pairs: [(gradient: Tensor?, variable: Variable)]) {
    t.assignAdd(1)
    for case (let gradient?, let variable) in pairs {
      let (m, v) = (means[variable]!, squares[variable]!)
      m.assign(beta1 * m + (1 - beta1) * gradient)
      v.assign(beta2 * v + (1 - beta2) * square(gradient))
      let corrected = rate * sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t))
      let update = -corrected * m / (sqrt(v) + epsilon)
      variable.assignAdd(update)
    }
  }
}

/// The same as a subclass of the framework's class.
final class CustomAdam: Optimizer, Configurable {
  private let epsilon: Double

  init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.epsilon = epsilon
    super.init(name: "Adam", learningRate: learningRate)
    setHyper("beta_1", beta1)
    setHyper("beta_2", beta2)
  }

  /// The same from what `config` wrote down.
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
    let corrected = rate() * sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t))
    variable.assignAdd(-corrected * m / (sqrt(v) + epsilon))
  }

  override var config: Config {
    super.config.merging([
      "beta_1": hyperConfig("beta_1"), "beta_2": hyperConfig("beta_2"), "epsilon": .double(epsilon),
    ])
  }
}
