/// A number about predictions that is followed over many batches.
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
/// What it remembers of the batches are variables, so that `update` can be part of a traced step.
/// The mean of the batches' values would be another number: the last batch is often smaller.
///
/// - **Source:** document 001, utilizing tf.keras for training.
open class Metric: Module {
  /// The name, as histories and progress bars show it.
  public let name: String
  /// The variables, and what each was made with.
  private var initialValues: [(variable: Variable, value: Tensor)] = []

  /// A metric.
  public init(name: String) {
    self.name = name
    super.init()
    // Properties of subclasses have their values before this initializer runs.
    initialValues = ownVariables.map { ($0, $0.stored) }
  }

  /// The variables, but for those of models and layers that the metric uses.
  private var ownVariables: [Variable] {
    let others = Set(submodules.filter { !($0 is Metric) }.flatMap(\.variables))
    return variables.filter { !others.contains($0) }
  }

  // MARK: What a metric of one's own overrides

  /// Adds a batch to what is remembered.
  open func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    misuse(
      "metric '\(name)'", "\(type(of: self)) does not say what it remembers of a batch",
      cure: "override accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?)")
  }

  /// The number for all batches since the start or the latest reset.
  open var result: Tensor {
    misuse(
      "metric '\(name)'", "\(type(of: self)) does not say what its result is",
      cure: "override result")
  }

  /// What the metric was made with, to make another like it.
  ///
  /// ```swift
  /// let same = try Metric.made(from: metric.config)
  /// ```
  open var config: Config { ["metric": "custom", "name": .string(name)] }

  /// Whether a larger result is a better one, for callbacks that watch it; nil if only its name
  /// tells, in which "acc" or "auc" speak for yes.
  open var isBetterWhenLarger: Bool? { nil }

  // MARK: Following

  /// Adds a batch of labels and predictions.
  ///
  /// Weights: a scalar, one for each example, or one for each value.
  ///
  /// - Precondition: the shapes of targets, predictions and weights belong together.
  public func update(
    _ yTrue: some TensorConvertible, _ yPred: some TensorConvertible,
    sampleWeight: (any TensorConvertible)? = nil
  ) {
    noticing { accumulate(yTrue.tensor, yPred.tensor, sampleWeight: sampleWeight?.tensor) }
  }

  /// Forgets all batches: each variable gets back the value that it was made with.
  ///
  /// ```swift
  /// metric.reset()
  /// metric.result    // 0
  /// ```
  public func reset() {
    for (variable, value) in initialValues { variable.assign(value) }
  }

  /// Runs `body`, which may make variables that the metric keeps, as one does whose shape depends
  /// on the first batch.
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

/// Takes note of variables that are made, with the values that they are made with.
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
  /// A sum over batches, which training leaves alone.
  convenience init(sum name: String, shape: Shape = []) {
    self.init(Tensor.zeros(shape), name: "\(name):0", trainable: false)
  }
}
