// The family of relu as layers, with their parameters.

/// x from a threshold on, up to a limit; below the threshold, a line with a smaller slope, or 0.
///
/// ```swift
/// ReLU(maxValue: 6)(Tensor([-1.0, 2.0, 8.0]))  // [0, 2, 6]
/// ```
///
/// - Precondition: neither limit nor slope is negative.
/// - **Shapes:** the result has the input's shape.
public final class ReLU: ElementwiseLayer, Configurable {
  /// The limit; nil for none.
  @Configured("max_value", .notNegative) public private(set) var maxValue: Double?
  /// The slope below the threshold.
  @Configured("negative_slope", .notNegative) public private(set) var negativeSlope: Double
  /// The value below which x is cut off.
  @Configured("threshold") public private(set) var threshold: Double

  /// A rectifier.
  public init(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0, name: String? = nil
  ) {
    super.init(name: name)
    self.maxValue = maxValue
    self.negativeSlope = negativeSlope
    self.threshold = threshold
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override func call(_ x: Tensor) -> Tensor {
    let below = negativeSlope * (x - threshold)
    let rectified = select(x > threshold, x, below)
    return maxValue.map { limit in select(x < limit, rectified, limit) } ?? rectified
  }

  /// No mask: TensorFlow 2.1 drops it here, in contrast to `ActivationLayer(.relu)`.
  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] { [nil] }
}

/// x, or a fraction of x where it is negative, so that no unit dies.
///
/// ```swift
/// LeakyReLU()(Tensor([-1.0, 2.0]))  // [-0.3, 2]
/// ```
///
/// - **Shapes:** the result has the input's shape.
public final class LeakyReLU: ElementwiseLayer, Configurable {
  /// The fraction of negative numbers that passes.
  @Configured("alpha") public private(set) var alpha: Double

  /// A leaky rectifier.
  public init(alpha: Double = 0.3, name: String? = nil) {
    super.init(name: name)
    self.alpha = alpha
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override func call(_ x: Tensor) -> Tensor { leakyRelu(x, slope: alpha) }
}

/// x, or alpha · (exp(x) - 1) where it is negative.
///
/// ```swift
/// ELU()(Tensor([-1.0, 2.0]))  // [-0.63212055, 2]
/// ```
///
/// - **Shapes:** the result has the input's shape.
public final class ELU: ElementwiseLayer, Configurable {
  /// The limit for large negative numbers is -alpha.
  @Configured("alpha") public private(set) var alpha: Double

  /// An exponential linear unit.
  public init(alpha: Double = 1, name: String? = nil) {
    super.init(name: name)
    self.alpha = alpha
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override func call(_ x: Tensor) -> Tensor {
    let result = elu(x)
    return alpha == 1 ? result : select(x > 0, result, alpha * result)
  }
}

/// x where it is more than a threshold, and 0 elsewhere.
///
/// ```swift
/// ThresholdedReLU()(Tensor([0.5, 2.0]))  // [0, 2]
/// ```
///
/// - **Shapes:** the result has the input's shape.
public final class ThresholdedReLU: ElementwiseLayer, Configurable {
  /// The threshold.
  @Configured("theta") public private(set) var theta: Double

  /// A rectifier with a jump at the threshold.
  public init(theta: Double = 1, name: String? = nil) {
    super.init(name: name)
    self.theta = theta
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override func call(_ x: Tensor) -> Tensor { select(x > theta, x, 0) }
}
