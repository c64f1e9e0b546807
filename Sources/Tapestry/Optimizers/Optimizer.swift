/// Changes variables so that a loss becomes smaller, step by step, along its gradient.
///
/// ```swift
/// let optimizer = SGD(learningRate: 0.05)
/// let loss = tape.record { square(y - model(x)).mean() }
/// let gradients = try tape.gradient(loss, variables)
/// optimizer.applyGradients(gradients, to: variables)
/// ```
///
/// A subclass says how one variable changes, in tensor operations; that is all it must say:
///
/// ```swift
/// final class Momentum: Optimizer {
///   init(learningRate: Double = 0.01, beta: Double = 0.9) {
///     super.init(name: "Momentum", learningRate: learningRate)
///     setHyper("beta", beta)
///   }
///   override func update(_ variable: Variable, gradient: Tensor) {
///     let moment = slot("moment", for: variable)
///     moment.assign(hyper("beta") * moment - rate() * gradient)
///     variable.assignAdd(moment)
///   }
/// }
/// ```
///
/// The updates of one call become one graph, traced at the first call with these variables: so the
/// formula of a variable is one loop over its elements, and no term of it has memory of its own.
/// Numbers that steer the formula are hyper-parameters and no properties, because a graph keeps
/// what a property held when it was traced, but reads a hyper-parameter in each run.
///
/// - **Source:** book, chapter 4, sections 1 and 4; Keras 2.1.0, tf.keras.optimizers.Optimizer.
open class Optimizer {
  /// The name, with which the names of the optimizer's variables begin.
  public let name: String
  /// How many steps were made.
  public let iterations: Variable

  /// The longest that the gradient of one variable may be; longer ones are scaled down.
  public var clipNorm: Double? { didSet { limitsChanged() } }
  /// The largest magnitude that an element of a gradient may have; others are cut off.
  public var clipValue: Double? { didSet { limitsChanged() } }
  /// The longest that all gradients together may be; if they are longer, all are scaled down.
  public var globalClipNorm: Double? { didSet { limitsChanged() } }

  /// Whether formulas run operation by operation, to look at them with a debugger.
  public var runsEagerly = false

  /// The variables that must be kept to go on later: the count of steps, then the slots.
  public private(set) var weights: [Variable]

  private(set) var hyperparameters: [String: StoredHyperparameter] = [:]
  private var slots: [Variable: [String: Variable]] = [:]
  /// Told of each slot, and of each variable of the optimizer itself, when it is made: a checkpoint
  /// that was restored before gives it its value.
  package var uponMaking: ((OptimizerVariable) -> Void)?
  /// Whether the learning rate shrinks with time: then it is divided by a number in each step.
  private let decays: Bool
  /// The graphs of steps that were made, the latest last.
  var steps: [OptimizerStep] = []

  /// An optimizer with a learning rate, and limits for gradients.
  ///
  /// - Parameters:
  ///   - decay: in step t the learning rate is divided by 1 + decay · t, the first being 0.
  ///
  /// - Precondition: no number is negative.
  public init(
    name: String, learningRate: any Hyperparameter, decay: Double = 0, clipNorm: Double? = nil,
    clipValue: Double? = nil, globalClipNorm: Double? = nil
  ) {
    self.name = name
    self.clipNorm = clipNorm
    self.clipValue = clipValue
    self.globalClipNorm = globalClipNorm
    decays = decay > 0
    iterations = Variable(
      Tensor(0, dtype: .int64), name: "\(name)/iter:0", trainable: false)
    weights = [iterations]
    limitsChanged()
    setHyper("learning_rate", learningRate)
    setHyper("decay", decay)
  }

  // MARK: What a subclass says

  /// Changes a variable along its gradient: the formula of the optimizer.
  ///
  /// - Precondition: the subclass overrides it.
  open func update(_ variable: Variable, gradient: Tensor) {
    misuse(
      "\(type(of: self))", "the optimizer has no formula",
      cure: "override update(_ variable: Variable, gradient: Tensor)")
  }

  /// Changes a variable of whose gradient only some rows are not 0. Unless a subclass says
  /// otherwise, as if the other rows had been given too.
  open func update(_ variable: Variable, slices: IndexedSlices) {
    update(variable, gradient: slices.dense)
  }

  /// Makes the slots of some variables, to have them in an order of one's own; otherwise they are
  /// made in the order in which the formula asks for them.
  open func createSlots(for variables: [Variable]) {}

  /// Computes what all variables of a step have in common, and changes the optimizer's own
  /// variables.
  open func prepare(_ variables: [Variable]) {}

  /// What the optimizer was made with, under Keras's names.
  open var config: Config {
    var config: Config = ["name": .string(name)]
    if let clipNorm { config["clipnorm"] = .double(clipNorm) }
    if let clipValue { config["clipvalue"] = .double(clipValue) }
    if let globalClipNorm { config["global_clipnorm"] = .double(globalClipNorm) }
    config["learning_rate"] = hyperConfig("learning_rate")
    config["decay"] = hyperConfig("decay")
    return config
  }

  // MARK: What a formula is made of

  /// The value of a hyper-parameter in this step.
  ///
  /// ```swift
  /// final class Descent: Optimizer {
  ///   override func update(_ variable: Variable, gradient: Tensor) {
  ///     variable.assignSub(hyper("learning_rate", as: variable.dtype) * gradient)
  ///   }
  /// }
  /// ```
  ///
  /// - Precondition: the optimizer has a hyperparameter of that name.
  public final func hyper(_ name: String, as dtype: DType = .float32) -> Tensor {
    let value =
      switch stored(name) {
      case .variable(let variable): variable.tensor
      case .schedule(let schedule): schedule(iterations)
      }
    return value.dtype == dtype ? value : cast(value, to: dtype)
  }

  /// The learning rate in this step, after decay.
  public final func rate(as dtype: DType = .float32) -> Tensor {
    let rate = hyper("learning_rate", as: dtype)
    guard decays else { return rate }
    return rate / (1 + hyper("decay", as: dtype) * cast(iterations, to: dtype))
  }

  /// The number of this step as the papers count, from 1.
  public final func step(as dtype: DType = .float32) -> Tensor {
    cast(iterations + 1, to: dtype)
  }

  /// What the optimizer remembers of a variable under a name: another variable of the same shape
  /// and type, made with the given number everywhere when it is first asked for.
  ///
  /// ```swift
  /// final class Momentum: Optimizer {
  ///   override func update(_ variable: Variable, gradient: Tensor) {
  ///     let m = slot("m", for: variable)
  ///     m.assign(0.9 * m + gradient)
  ///     variable.assignSub(rate(as: variable.dtype) * m)
  ///   }
  /// }
  /// ```
  @discardableResult
  public final func slot(
    _ slotName: String, for variable: Variable, initialValue: Double = 0
  ) -> Variable {
    if let known = slots[variable]?[slotName] { return known }
    let owner = variable.name.hasSuffix(":0") ? String(variable.name.dropLast(2)) : variable.name
    let slot = outsideTraces {
      Variable(
        Tensor.full(variable.shape, initialValue, dtype: variable.dtype),
        name: "\(name)/\(owner)/\(slotName):0", trainable: false)
    }
    slots[variable, default: [:]][slotName] = slot
    weights.append(slot)
    if let uponMaking {
      outsideTraces {
        uponMaking(OptimizerVariable(name: slotName, owner: variable, variable: slot))
      }
    }
    return slot
  }

  /// A variable of the optimizer itself, kept with its slots.
  public final func addWeight(_ weightName: String, initialValue: Double = 0) -> Variable {
    let weight = outsideTraces {
      Variable(
        Tensor(initialValue, dtype: .float32), name: "\(name)/\(weightName):0", trainable: false)
    }
    weights.append(weight)
    if let uponMaking {
      outsideTraces {
        uponMaking(OptimizerVariable(name: weightName, owner: nil, variable: weight))
      }
    }
    return weight
  }

  /// The variables as checkpoints name them: the count of steps, the hyperparameters in the order
  /// of their names, then slots and others in the order in which they were made.
  package final var namedVariables: [OptimizerVariable] {
    var named = [OptimizerVariable(name: "iter", owner: nil, variable: iterations)]
    for (name, value) in hyperparameters.sorted(by: { $0.key < $1.key }) {
      if case .variable(let variable) = value {
        named.append(OptimizerVariable(name: name, owner: nil, variable: variable))
      }
    }
    var places: [Variable: (name: String, owner: Variable)] = [:]
    for (owner, slots) in slots {
      for (name, slot) in slots { places[slot] = (name, owner) }
    }
    for weight in weights.dropFirst() {
      let place = places[weight]
      let own = weight.name.dropFirst(name.count + 1).dropLast(2)
      named.append(
        OptimizerVariable(
          name: place?.name ?? String(own), owner: place?.owner, variable: weight))
    }
    return named
  }

  // MARK: Hyper-parameters

  /// Gives a hyper-parameter a value, now or later.
  ///
  /// ```swift
  /// optimizer.setHyper("learning_rate", 0.001)
  /// ```
  ///
  /// A number in place of a number is seen by all graphs that were traced. A schedule is a formula
  /// of its own, and what was traced with another must be traced again.
  ///
  /// - Precondition: neither a learning rate nor its decay is negative.
  public final func setHyper(_ hyperName: String, _ value: any Hyperparameter) {
    guard let number = value.number else {
      hyperparameters[hyperName] = .schedule(value as! LearningRateSchedule)
      steps = []
      return
    }
    if hyperName == "learning_rate" || hyperName == "decay" {
      requireNotNegative(name, ["\(hyperName)": number])
    }
    if case .variable(let variable)? = hyperparameters[hyperName] {
      variable.assign(number)
    } else {
      hyperparameters[hyperName] = .variable(
        Variable(
          Tensor(number, dtype: .float32), name: "\(name)/\(hyperName):0", trainable: false))
      steps = []
    }
  }

  /// The variable of the learning rate.
  ///
  /// ```swift
  /// optimizer.learningRate.assign(0.05)
  /// ```
  ///
  /// - Precondition: the learning rate is not a schedule.
  /// - **Source:** book, chapter 3, section 5 (`model.optimizer.lr.assign(.05)`).
  public final var learningRate: Variable {
    switch stored("learning_rate") {
    case .variable(let variable): return variable
    case .schedule(let schedule):
      misuse(
        name, "the learning rate is a schedule, \(type(of: schedule)), and no variable",
        cure: "read it with hyper(\"learning_rate\"); change it with setHyper")
    }
  }

  /// A hyper-parameter as a configuration holds it.
  public final func hyperConfig(_ name: String) -> ConfigValue { stored(name).config }

  private func stored(_ hyperName: String) -> StoredHyperparameter {
    guard let value = hyperparameters[hyperName] else {
      misuse(
        name, "there is no hyper-parameter '\(hyperName)'",
        cure: "it has " + hyperparameters.keys.sorted().joined(separator: ", ")
          + "; set a new one in init with setHyper(\"\(hyperName)\", ...)")
    }
    return value
  }

  private func limitsChanged() {
    requireNotNegative(
      name, ["clipNorm": clipNorm, "clipValue": clipValue, "globalClipNorm": globalClipNorm])
    steps = []
  }
}

/// A variable of an optimizer, and what it is to it.
package struct OptimizerVariable {
  /// `m`, `iter`, `learning_rate`.
  package let name: String
  /// The model's variable of which a slot remembers something; nil if it is no slot.
  package let owner: Variable?
  /// The optimizer's variable.
  package let variable: Variable
}

extension Optimizer: TensorStructure {
  /// The optimizer itself: it is no tensor, but holds variables that a graph reads.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Self { self }
  /// The optimizer's identity: another optimizer, another graph.
  public var signature: Signature { .object(Signature.Identity(self), name: name) }
}
