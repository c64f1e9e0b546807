/// Gradient descent in which each number's rate falls with the sum of squares of its gradients so
/// far.
///
///     a ← a + g²
///     w ← w - rate · g / (√a + ε)
///
/// A number that seldom has a gradient keeps a large rate, which suits rare words. With slices,
/// only the rows that are listed move, as the formula changes nothing for the others.
///
/// ```swift
/// let optimizer = Adagrad(learningRate: 0.1)
/// ```
///
/// - **Source:** Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and
///   stochastic optimization (2011); Keras 2.1.0.
public final class Adagrad: Optimizer, Configurable {
  private let initialAccumulatorValue: Double
  private let epsilon: Double

  /// Adagrad.
  ///
  /// - Precondition: no number is negative.
  public init(
    learningRate: any Hyperparameter = 0.001, initialAccumulatorValue: Double = 0.1,
    epsilon: Double = 1e-7, decay: Double = 0, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, name: String = "Adagrad"
  ) {
    requireNotNegative(
      name, ["initialAccumulatorValue": initialAccumulatorValue, "epsilon": epsilon])
    self.initialAccumulatorValue = initialAccumulatorValue
    self.epsilon = epsilon
    super.init(
      name: name, learningRate: learningRate, decay: decay, clipNorm: clipNorm,
      clipValue: clipValue, globalClipNorm: globalClipNorm)
  }

  /// The optimizer that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.learningRate(),
      initialAccumulatorValue: reader.double("initial_accumulator_value", .notNegative),
      epsilon: reader.double("epsilon", .notNegative), decay: reader.double("decay", .notNegative),
      name: reader.string("name"))
    try takeLimits(reader)
  }

  /// Makes the sum of squares of each variable.
  public override func createSlots(for variables: [Variable]) {
    for variable in variables {
      slot("accumulator", for: variable, initialValue: initialAccumulatorValue)
    }
  }

  /// Moves a variable against its scaled gradient.
  public override func update(_ variable: Variable, gradient: Tensor) {
    move(Rows(variable: variable, indices: nil), against: gradient)
  }

  /// Moves some rows of a variable.
  public override func update(_ variable: Variable, slices: IndexedSlices) {
    let slices = slices.summed
    move(Rows(variable: variable, indices: slices.indices), against: slices.values)
  }

  private func move(_ w: Rows, against gradient: Tensor) {
    let accumulator = slot("accumulator", for: w)
    let squares = accumulator.tensor + square(gradient)
    w.assign(w.tensor - rate(as: gradient.dtype) * gradient / (sqrt(squares) + epsilon))
    accumulator.assign(squares)
  }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging([
      "initial_accumulator_value": .double(initialAccumulatorValue), "epsilon": .double(epsilon),
    ])
  }
}
