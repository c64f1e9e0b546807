/// Follow the regularized leader: each step finds the weights that would have been best for all
/// gradients so far, with penalties on large weights and on weights that are not 0.
///
///     n ← n + g²
///     z ← z + g′ - (n_new^-p - n_old^-p) / rate · w            g′ = g + 2 · shrinkage · w
///     w ← (λ₁ sign(z) - z) / (n^-p / rate + 2 λ₂)  where |z| > λ₁, else 0
///
/// with p the power of the learning rate, usually -1/2. The weights are recomputed from z in each
/// step, and are exactly 0 where the evidence is small. With slices, only the rows that are listed
/// change; a variable's initial values are lost wherever the formula is applied.
///
/// ```swift
/// let optimizer = Ftrl(learningRate: 0.1, l1: 0.001)
/// ```
///
/// - **Source:** McMahan et al., Ad click prediction: a view from the trenches (2013); Keras 2.1.0.
public final class Ftrl: Optimizer, Configurable {
  private let initialAccumulatorValue: Double
  private let l2Shrinkage: Double

  /// FTRL.
  ///
  /// - Parameters:
  ///   - learningRatePower: the power with which the rate falls with the squares of gradients, 0 or
  ///     negative.
  ///   - l2Shrinkage: a penalty on the size of weights that have a gradient.
  ///
  /// - Precondition: `learningRatePower` is not positive, and no other number is negative.
  public init(
    learningRate: any Hyperparameter = 0.001, learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1, l1: Double = 0, l2: Double = 0, l2Shrinkage: Double = 0,
    decay: Double = 0, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, name: String = "Ftrl"
  ) {
    requireNotNegative(
      name,
      [
        "initialAccumulatorValue": initialAccumulatorValue, "l1": l1, "l2": l2,
        "l2Shrinkage": l2Shrinkage,
      ])
    guard learningRatePower <= 0 else {
      misuse(
        name, "learningRatePower is \(learningRatePower)", cure: "give 0 or a negative number")
    }
    self.initialAccumulatorValue = initialAccumulatorValue
    self.l2Shrinkage = l2Shrinkage
    super.init(
      name: name, learningRate: learningRate, decay: decay, clipNorm: clipNorm,
      clipValue: clipValue, globalClipNorm: globalClipNorm)
    setHyper("learning_rate_power", learningRatePower)
    setHyper("l1_regularization_strength", l1)
    setHyper("l2_regularization_strength", l2)
  }

  /// The optimizer that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.learningRate(),
      learningRatePower: reader.double("learning_rate_power", .notPositive),
      initialAccumulatorValue: reader.double("initial_accumulator_value", .notNegative),
      l1: reader.double("l1_regularization_strength", .notNegative),
      l2: reader.double("l2_regularization_strength", .notNegative),
      l2Shrinkage: reader.double("l2_shrinkage_regularization_strength", .notNegative),
      decay: reader.double("decay", .notNegative), name: reader.string("name"))
    try takeLimits(reader)
  }

  /// Makes the sums of each variable.
  public override func createSlots(for variables: [Variable]) {
    for variable in variables {
      slot("accumulator", for: variable, initialValue: initialAccumulatorValue)
      slot("linear", for: variable)
    }
  }

  /// Recomputes a variable from the sums of its gradients.
  public override func update(_ variable: Variable, gradient: Tensor) {
    renew(Rows(variable: variable, indices: nil), after: gradient)
  }

  /// Recomputes some rows of a variable.
  public override func update(_ variable: Variable, slices: IndexedSlices) {
    let slices = slices.summed
    renew(Rows(variable: variable, indices: slices.indices), after: slices.values)
  }

  private func renew(_ w: Rows, after gradient: Tensor) {
    let dtype = gradient.dtype
    let rate = rate(as: dtype)
    let l1 = hyper("l1_regularization_strength", as: dtype)
    let l2 = hyper("l2_regularization_strength", as: dtype)
    let power = -hyper("learning_rate_power", as: dtype)
    let (accumulator, linear) = (slot("accumulator", for: w), slot("linear", for: w))
    let shrinking = l2Shrinkage > 0 ? gradient + 2 * l2Shrinkage * w.tensor : gradient
    // The last read of the old sum comes before the new one is computed, which then takes its
    // place in memory.
    let before = pow(accumulator.tensor, power)
    let squares = accumulator.tensor + square(gradient)
    let after = pow(squares, power)
    let sum = linear.tensor + (shrinking - (after - before) / rate * w.tensor)
    let best = (l1 * sign(sum) - sum) / (after / rate + 2 * l2)
    w.assign(select(abs(sum) > l1, best, Tensor.zeros(like: best)))
    accumulator.assign(squares)
    linear.assign(sum)
  }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging([
      "initial_accumulator_value": .double(initialAccumulatorValue),
      "learning_rate_power": hyperConfig("learning_rate_power"),
      "l1_regularization_strength": hyperConfig("l1_regularization_strength"),
      "l2_regularization_strength": hyperConfig("l2_regularization_strength"),
      "l2_shrinkage_regularization_strength": .double(l2Shrinkage),
    ])
  }
}
