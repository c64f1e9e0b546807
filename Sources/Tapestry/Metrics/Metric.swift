/// A metric: a measure of predictions that is accumulated over many batches.
///
/// ```swift
/// let metric = Metric.binaryAccuracy()
/// metric.update(Tensor([[1.0], [0.0]]), Tensor([[0.9], [0.6]]))
/// metric.update(Tensor([[1.0], [1.0]]), Tensor([[0.8], [0.7]]))
/// metric.result    // 0.75
/// metric.reset()
/// model.compile(optimizer: "sgd", loss: "mse", metrics: ["mae", Metric.rootMeanSquaredError()])
/// ```
///
/// It keeps its state in variables, so that `update` can be part of a traced step. The mean of the
/// batches' values would be a different number, since the last batch is often smaller.
///
/// - **Source:** document 001, utilizing tf.keras for training.
open class Metric: Module {
  /// The name in histories and progress bars.
  public let name: String
  /// The variables, and the initial value of each.
  private var initialValues: [(variable: Variable, value: Tensor)] = []

  /// A metric.
  public init(name: String) {
    self.name = name
    super.init()
    // Properties of subclasses have their values before this initializer runs.
    initialValues = ownVariables.map { ($0, $0.stored) }
  }

  /// The variables, except those of models and layers that the metric uses.
  private var ownVariables: [Variable] {
    let others = Set(submodules.filter { !($0 is Metric) }.flatMap(\.variables))
    return variables.filter { !others.contains($0) }
  }

  // MARK: What a custom metric overrides

  /// Adds a batch to the state.
  open func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    misuse(
      "metric '\(name)'", "\(type(of: self)) does not say what it remembers of a batch",
      cure: "override accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?)")
  }

  /// The value for all batches since the start or the latest reset.
  open var result: Tensor {
    misuse(
      "metric '\(name)'", "\(type(of: self)) does not say what its result is",
      cure: "override result")
  }

  /// The options with which the metric was made, from which another like it can be made.
  ///
  /// ```swift
  /// let same = try Metric.made(from: metric.config)
  /// ```
  open var config: Config { ["metric": "custom", "name": .string(name)] }

  /// Whether a larger result is better, for callbacks that monitor it; nil to go by the name, in
  /// which "acc" or "auc" mean yes.
  open var isBetterWhenLarger: Bool? { nil }

  // MARK: Accumulating

  /// Adds a batch of labels and predictions.
  ///
  /// Weights: a scalar, one for each example, or one for each value.
  ///
  /// - Precondition: the shapes of labels, predictions and weights fit each other.
  public func update(
    _ yTrue: some TensorConvertible, _ yPred: some TensorConvertible,
    sampleWeight: (any TensorConvertible)? = nil
  ) {
    noticing { accumulate(yTrue.tensor, yPred.tensor, sampleWeight: sampleWeight?.tensor) }
  }

  /// Forgets all batches: each variable gets its initial value back.
  ///
  /// ```swift
  /// metric.reset()
  /// metric.result    // 0
  /// ```
  public func reset() {
    for (variable, value) in initialValues { variable.assign(value) }
  }

  /// Runs `body`, and records the variables that it makes for the metric, such as one whose shape
  /// depends on the first batch.
  func noticing(_ body: () -> Void) {
    let context = Context.current
    let notice = NewVariables(around: context.maker)
    context.maker = notice
    defer { context.maker = notice.outer }
    body()
    guard !notice.values.isEmpty else { return }
    let own = ownVariables
    initialValues += notice.values.filter { own.contains($0.variable) }
  }
}

/// Records new variables and their initial values.
private final class NewVariables: VariableMaker {
  let outer: (any VariableMaker)?
  private(set) var values: [(variable: Variable, value: Tensor)] = []

  init(around outer: (any VariableMaker)?) { self.outer = outer }

  func initialValue(_ symbolic: Tensor, of variable: String) -> Tensor? {
    outer?.initialValue(symbolic, of: variable)
  }

  func made(_ variable: Variable) {
    values.append((variable, variable.stored))
    outer?.made(variable)
  }
}

extension Variable {
  /// A variable for a sum over batches, which is not trainable.
  convenience init(sum name: String, shape: Shape = []) {
    self.init(Tensor.zeros(shape), name: "\(name):0", trainable: false)
  }
}
