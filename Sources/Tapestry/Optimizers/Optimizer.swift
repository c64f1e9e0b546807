/// An optimizer, which updates variables step by step along the gradient of a loss to make it
/// smaller.
///
/// ```swift
/// let optimizer = SGD(learningRate: 0.05)
/// let loss = tape.record { square(y - model(x)).mean() }
/// let gradients = try tape.gradient(loss, variables)
/// optimizer.applyGradients(gradients, to: variables)
/// ```
///
/// A subclass need only define how one variable is updated, in tensor operations:
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
/// The updates of one call become one graph, which is traced at the first call with these
/// variables: so the formula of a variable is one loop over its elements, and none of its terms
/// needs memory of its own. The formula's parameters are hyperparameters and not properties,
/// because a graph keeps the value that a property had when it was traced, but reads a
/// hyperparameter in each run.
///
/// - **Source:** book, chapter 4, sections 1 and 4; Keras 2.1.0, tf.keras.optimizers.Optimizer.
open class Optimizer {
  /// The name, with which the names of the optimizer's variables begin.
  public let name: String
  /// The number of steps that have been made.
  public let iterations: Variable

  /// The largest norm that the gradient of one variable may have; larger ones are scaled down.
  public var clipNorm: Double? { didSet { limitsChanged() } }
  /// The largest magnitude that an element of a gradient may have; larger ones are clipped.
  public var clipValue: Double? { didSet { limitsChanged() } }
  /// The largest global norm that all gradients together may have; if it is larger, all are scaled
  /// down.
  public var globalClipNorm: Double? { didSet { limitsChanged() } }

  /// Whether formulas run operation by operation, which helps in a debugger.
  public var runsEagerly = false

  /// The variables that must be saved to resume training: the step count, then the slots.
  public private(set) var weights: [Variable]

  private(set) var hyperparameters: [String: StoredHyperparameter] = [:]
  private(set) var slots: [Variable: [String: Variable]] = [:]
  /// Called with each slot, and each variable of the optimizer itself, when it is made: a
  /// checkpoint that was restored before then gives it its value.
  package var onVariableCreation: ((OptimizerVariable) -> Void)?
  /// Whether the learning rate decays: then it is divided by a number in each step.
  private let decays: Bool
  /// The graphs of steps that have been made, the latest last.
  var steps: [OptimizerStep] = []

  /// An optimizer with a learning rate, and optional limits for gradients.
  ///
  /// - Parameters:
  ///   - decay: in step t, counted from 0, the learning rate is divided by 1 + decay · t.
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

  // MARK: What a subclass defines

  /// Updates a variable by its gradient: the formula of the optimizer.
  ///
  /// - Precondition: the subclass overrides it.
  open func update(_ variable: Variable, gradient: Tensor) {
    misuse(
      "\(type(of: self))", "the optimizer has no formula",
      cure: "override update(_ variable: Variable, gradient: Tensor)")
  }

  /// Updates a variable whose gradient is 0 except in some rows. By default, it does what the
  /// formula for the whole gradient does.
  open func update(_ variable: Variable, slices: IndexedSlices) {
    update(variable, gradient: slices.dense)
  }

  /// Makes the slots of some variables in a given order; otherwise they are made in the order in
  /// which the formula first uses them.
  open func createSlots(for variables: [Variable]) {}

  /// Computes what all variables of a step have in common, and updates the optimizer's own
  /// variables.
  open func prepare(_ variables: [Variable]) {}

  /// The options with which the optimizer was made, under Keras's names.
  open var config: Config {
    var config: Config = ["name": .string(name)]
    if let clipNorm { config["clipnorm"] = .double(clipNorm) }
    if let clipValue { config["clipvalue"] = .double(clipValue) }
    if let globalClipNorm { config["global_clipnorm"] = .double(globalClipNorm) }
    config["learning_rate"] = hyperConfig("learning_rate")
    config["decay"] = hyperConfig("decay")
    return config
  }

  // MARK: What a formula uses

  /// The value of a hyperparameter in this step.
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

  /// The number of this step, counted from 1 as in the papers.
  public final func step(as dtype: DType = .float32) -> Tensor {
    cast(iterations + 1, to: dtype)
  }

  /// A slot: a variable of the same shape and type in which the optimizer stores something about a
  /// variable under a name. It is made when it is first asked for, and filled with the given
  /// number.
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
    if let onVariableCreation {
      outsideTraces {
        onVariableCreation(OptimizerVariable(name: slotName, owner: variable, variable: slot))
      }
    }
    return slot
  }

  /// A new variable of the optimizer itself, which is saved with its slots.
  public final func addWeight(_ weightName: String, initialValue: Double = 0) -> Variable {
    let weight = outsideTraces {
      Variable(
        Tensor(initialValue, dtype: .float32), name: "\(name)/\(weightName):0", trainable: false)
    }
    weights.append(weight)
    if let onVariableCreation {
      outsideTraces {
        onVariableCreation(OptimizerVariable(name: weightName, owner: nil, variable: weight))
      }
    }
    return weight
  }

  // MARK: Hyperparameters

  /// Sets a hyperparameter, at any time.
  ///
  /// ```swift
  /// optimizer.setHyper("learning_rate", 0.001)
  /// ```
  ///
  /// When a number replaces a number, all traced graphs see the new one. A schedule is a formula,
  /// so graphs that were traced with another value are traced again.
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

  /// The value of a hyperparameter in a configuration.
  public final func hyperConfig(_ name: String) -> ConfigValue { stored(name).config }

  private func stored(_ hyperName: String) -> StoredHyperparameter {
    guard let value = hyperparameters[hyperName] else {
      misuse(
        name, "there is no hyperparameter '\(hyperName)'",
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

extension Optimizer: TensorStructure {
  /// The optimizer itself, which is not a tensor, but holds variables that a graph reads.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Self { self }
  /// The optimizer's identity, so that each optimizer gets a graph of its own.
  public var signature: Signature { .object(Signature.Identity(self), name: name) }
}
