/// How wrong predictions are, as one number to make small, by name or as a function.
///
/// ```swift
/// let loss = Loss.meanSquaredError
/// loss(Tensor([[1.0], [2.0]]), Tensor([[1.0], [4.0]]))    // 2
/// model.compile(optimizer: "sgd", loss: "mse")
/// model.compile(optimizer: "sgd", loss: .huber(delta: 2))
/// ```
///
/// A loss has two parts: a function that gives a value for each example, and how these become one.
///
/// - Precondition: a literal is the name of a loss; the message lists the names.
/// - **Source:** book, chapter 4, section 1; document 001, utilizing tf.keras for training.
public struct Loss: Sendable, ExpressibleByStringLiteral {
  /// What the values of the examples become.
  public enum Reduction: String, Sendable, Hashable, CaseIterable {
    /// Their mean. With weights still divided by the number of values, not by the sum of weights,
    /// so that an example of weight 0 counts as one that is predicted well.
    case sumOverBatchSize = "sum_over_batch_size"
    /// Their sum.
    case sum
    /// They stay as they are.
    case none
  }

  /// The name, as configurations hold it.
  public let name: String
  /// What becomes of the values of the examples.
  public let reduction: Reduction
  /// What the loss was made with, but name and reduction.
  let parameters: Config
  private let function: @Sendable (Tensor, Tensor) -> Tensor

  /// A loss of one's own.
  ///
  /// ```swift
  /// let pinball = Loss("pinball") { yTrue, yPred in
  ///   let error = yTrue - yPred
  ///   return maximum(0.9 * error, -0.1 * error).mean(axis: -1)
  /// }
  /// ```
  ///
  /// - Parameter function: a value for each example, of labels and predictions. If their shapes
  ///   differ by a last dimension of 1, both are given with it.
  public init(
    _ name: String, reduction: Reduction = .sumOverBatchSize,
    _ function: @escaping @Sendable (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) {
    self.init(name, parameters: [:], reduction: reduction) { yTrue, yPred in
      let pair = alignedPair(yTrue, yPred)
      return function(pair.yTrue, pair.yPred)
    }
  }

  /// A loss whose function takes care of shapes.
  init(
    _ name: String, parameters: Config, reduction: Reduction = .sumOverBatchSize,
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) {
    self.name = name
    self.parameters = parameters
    self.reduction = reduction
    self.function = function
  }

  /// A loss whose labels have the shape of the predictions; they get their type too.
  static func paired(
    _ name: String, _ parameters: Config = [:],
    _ values: @escaping @Sendable (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) -> Loss {
    Loss(name, parameters: parameters) { yTrue, yPred in
      let pair = matchedPair("loss '\(name)'", yTrue, yPred)
      return values(pair.yTrue, pair.yPred)
    }
  }

  /// The value of each example: the mean over the last axis, where the loss has a value for each
  /// element.
  ///
  /// ```swift
  /// Loss.meanSquaredError.values(Tensor([[1.0], [2.0]]), Tensor([[1.0], [4.0]]))  // [0, 4]
  /// ```
  ///
  /// - Precondition: the shapes of targets, predictions and weights belong together.
  /// - **Shapes:** [batch, …, n], both, give [batch, …].
  /// - **Gradient:** of the predictions.
  public func values(
    _ yTrue: some TensorConvertible, _ yPred: some TensorConvertible
  ) -> Tensor {
    function(yTrue.tensor, yPred.tensor)
  }

  /// The loss of predictions.
  ///
  /// ```swift
  /// let total = loss(yTrue, model(x), sampleWeight: Tensor([1.0, 0.5, 0.5]))
  /// ```
  ///
  /// - Precondition: the shapes of targets, predictions and weights belong together.
  /// - **Shapes:** a scalar; that of `values` for `Reduction.none`. Weights: a scalar, one for each
  ///   example, or one for each value.
  /// - **Gradient:** of the predictions.
  public func callAsFunction(
    _ yTrue: some TensorConvertible, _ yPred: some TensorConvertible,
    sampleWeight: (any TensorConvertible)? = nil
  ) -> Tensor {
    var values = values(yTrue, yPred)
    if let sampleWeight {
      values = values * matchedWeights("loss '\(name)'", sampleWeight.tensor, for: values)
    }
    return switch reduction {
    case .sumOverBatchSize: values.mean()
    case .sum: values.sum()
    case .none: values
    }
  }

  /// The same loss with another reduction.
  ///
  /// ```swift
  /// Loss.meanSquaredError.reduced(.sum)
  /// ```
  public func reduced(_ reduction: Reduction) -> Loss {
    Loss(name, parameters: parameters, reduction: reduction, function)
  }
}

// MARK: - By name

extension Loss {
  /// The losses that have names.
  static let registry = Registry<Loss>("loss", regression + classification)

  /// The loss of this name, with what it does unless told otherwise.
  ///
  /// - Throws: `UnknownName` with all names.
  public init(named name: String) throws(UnknownName) {
    self = try Loss.registry.named(name)
  }

  /// The loss of this name.
  public init(stringLiteral name: String) { self = Loss.registry.literal(name, in: "Loss") }

  /// What the loss was made with, to make another like it.
  ///
  /// ```swift
  /// print(Loss.huber(delta: 2).config)
  /// // {'name': 'huber_loss', 'reduction': 'sum_over_batch_size', 'delta': 2.0}
  /// ```
  public var config: Config {
    let common: Config = ["name": .string(name), "reduction": .string(reduction.rawValue)]
    return common.merging(parameters)
  }

  /// The loss that has this configuration.
  ///
  /// ```swift
  /// let same = try Loss.made(from: loss.config)
  /// ```
  ///
  /// - Throws: `UnknownName` for a loss of one's own or an unknown reduction, `ConfigError` if a
  ///   parameter is not what it must be.
  public static func made(from config: Config) throws -> Loss {
    try registry.made(from: config, nameUnder: "name")
  }
}

extension Registry<Loss>.Entry {
  /// A loss without parameters of its own.
  init(_ loss: Loss, _ others: String...) {
    self.init(loss, others) { _ in loss }
  }

  /// A loss with parameters, which `make` reads; without them it is `loss`.
  init(
    _ loss: Loss, _ others: [String],
    _ make: @escaping @Sendable (ConfigReader) throws -> Loss
  ) {
    names = [loss.name] + others
    usual = { loss }
    self.make = { reader in
      let made = try make(reader)
      let reduction: Loss.Reduction? = try reader.optional("reduction") { try reader.choice($0) }
      return reduction.map(made.reduced) ?? made
    }
  }
}
