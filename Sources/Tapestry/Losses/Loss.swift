/// A loss function, which measures how wrong predictions are, by name or as a closure.
///
/// ```swift
/// let loss = Loss.meanSquaredError
/// loss(Tensor([[1.0], [2.0]]), Tensor([[1.0], [4.0]]))    // 2
/// model.compile(optimizer: "sgd", loss: "mse")
/// model.compile(optimizer: "sgd", loss: .huber(delta: 2))
/// ```
///
/// A loss has two parts: a function that gives a value for each example, and a reduction of these
/// to one number.
///
/// - Precondition: a literal is the name of a loss; the message lists the names.
/// - **Source:** book, chapter 4, section 1; document 001, utilizing tf.keras for training.
public struct Loss: Sendable, ExpressibleByStringLiteral {
  /// How the values of the examples are reduced.
  public enum Reduction: String, Sendable, Hashable, CaseIterable {
    /// Their mean. With weights, the sum is still divided by the number of values and not by the
    /// sum of the weights, so that an example of weight 0 counts as one that is predicted
    /// perfectly.
    case sumOverBatchSize = "sum_over_batch_size"
    /// Their mean over the steps that the outputs' mask says are present, as in Keras 3. Without a
    /// mask, it is their mean. Keras 2, and `sumOverBatchSize`, count missing steps as predicted
    /// perfectly.
    case sumOverPresent = "sum_over_present"
    /// Their sum.
    case sum
    /// They are not reduced.
    case none
  }

  /// The name in configurations.
  public let name: String
  /// The reduction of the values of the examples.
  public let reduction: Reduction
  /// The options with which the loss was made, except name and reduction.
  let parameters: Config
  private let function: @Sendable (Tensor, Tensor) -> Tensor

  /// A custom loss.
  ///
  /// ```swift
  /// let pinball = Loss("pinball") { yTrue, yPred in
  ///   let error = yTrue - yPred
  ///   return maximum(0.9 * error, -0.1 * error).mean(axis: -1)
  /// }
  /// ```
  ///
  /// - Parameter function: computes a value for each example from labels and predictions. If their
  ///   shapes differ by a last dimension of 1, both are passed with it.
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

  /// A loss whose labels have the shape of the predictions; they are also cast to their type.
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
  /// - Precondition: the shapes of labels, predictions and weights fit each other.
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
  /// - Precondition: the shapes of labels, predictions and weights fit each other.
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
    // The loss of no examples is 0, as in Keras.
    case .sumOverBatchSize, .sumOverPresent: values.count == 0 ? values.sum() : values.mean()
    case .sum: values.sum()
    case .none: values
    }
  }

  /// The loss of an output of a model, in which missing steps have the weight 0.
  func ofOutput(_ yTrue: Tensor, _ output: Tensor, sampleWeight: Tensor?) -> Tensor {
    let loss = self(yTrue, output, sampleWeight: output.masking(sampleWeight))
    guard reduction == .sumOverPresent, let mask = output.mask else { return loss }
    // Where no step is present, the loss is 0 and not NaN.
    return loss / maximum(cast(mask, to: loss.dtype).mean(), 1e-7)
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
  /// The named losses.
  static let registry = Registry<Loss>("loss", regression + classification)

  /// The loss of this name with its default options.
  ///
  /// - Throws: `UnknownName` with all names.
  public init(named name: String) throws(UnknownName) {
    self = try Loss.registry.named(name)
  }

  /// The loss of this name.
  public init(stringLiteral name: String) { self = Loss.registry.literal(name, in: "Loss") }

  /// The options with which the loss was made, from which another like it can be made.
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
  /// - Throws: `UnknownName` for a custom loss or an unknown reduction, `ConfigError` if a
  ///   parameter does not fit.
  public static func made(from config: Config) throws -> Loss {
    try registry.made(from: config, nameUnder: "name")
  }
}

extension Registry<Loss>.Entry {
  /// The entry of a loss without parameters of its own.
  init(_ loss: Loss, _ others: String...) {
    self.init(loss, others) { _ in loss }
  }

  /// The entry of a loss with parameters, which `make` reads; without them it is `loss`.
  init(
    _ loss: Loss, _ others: [String],
    _ make: @escaping @Sendable (ConfigReader) throws -> Loss
  ) {
    names = [loss.name] + others
    makeDefault = { loss }
    self.make = { reader in
      let made = try make(reader)
      let reduction: Loss.Reduction? = try reader.optional("reduction") { try reader.choice($0) }
      return reduction.map(made.reduced) ?? made
    }
  }
}
