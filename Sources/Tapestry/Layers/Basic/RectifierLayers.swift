// The family of relu as layers, with the numbers that tell its members apart.

/// x from a threshold on, up to a limit; below it a gentler slope, or 0.
///
/// ```swift
/// ReLU(maxValue: 6)(Tensor([-1.0, 2.0, 8.0]))  // [0, 2, 6]
/// ```
///
/// Shapes: the result has the input's. Traps: for a negative limit or slope.
public final class ReLU: Layer, Configurable {
  /// The limit; nil for none.
  public let maxValue: Double?
  /// The slope below the threshold.
  public let negativeSlope: Double
  /// Where x begins to count.
  public let threshold: Double

  /// A rectifier.
  public init(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0, name: String? = nil
  ) {
    if let maxValue, maxValue < 0 {
      misuse("ReLU", "the limit \(maxValue)", cure: "give a limit of 0 or more, or none")
    }
    guard negativeSlope >= 0 else {
      misuse("ReLU", "the slope \(negativeSlope)", cure: "give a slope of 0 or more")
    }
    self.maxValue = maxValue
    self.negativeSlope = negativeSlope
    self.threshold = threshold
    super.init(name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      maxValue: given.optional("max_value", given.double),
      negativeSlope: given.double("negative_slope"), threshold: given.double("threshold"),
      name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor {
    let below = negativeSlope * (x - threshold)
    let rectified = select(x > threshold, x, below)
    return maxValue.map { limit in select(x < limit, rectified, limit) } ?? rectified
  }

  public override var config: Config {
    super.config.merging([
      "max_value": maxValue.map { .double($0) } ?? .none,
      "negative_slope": .double(negativeSlope), "threshold": .double(threshold),
    ])
  }
}

/// x, and a share of it where it is negative, so that no unit dies.
///
/// ```swift
/// LeakyReLU()(Tensor([-1.0, 2.0]))  // [-0.3, 2]
/// ```
///
/// Shapes: the result has the input's.
public final class LeakyReLU: Layer, Configurable {
  /// The share.
  public let alpha: Double

  /// A leaky rectifier.
  public init(alpha: Double = 0.3, name: String? = nil) {
    self.alpha = alpha
    super.init(name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(alpha: given.double("alpha"), name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor { leakyRelu(x, slope: alpha) }

  public override var config: Config { super.config.merging(["alpha": .double(alpha)]) }
}

/// x, and alpha · (exp(x) - 1) where it is negative.
///
/// ```swift
/// ELU()(Tensor([-1.0, 2.0]))  // [-0.63212055, 2]
/// ```
///
/// Shapes: the result has the input's.
public final class ELU: Layer, Configurable {
  /// How far below 0 the results go.
  public let alpha: Double

  /// An exponential linear unit.
  public init(alpha: Double = 1, name: String? = nil) {
    self.alpha = alpha
    super.init(name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(alpha: given.double("alpha"), name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor {
    let result = elu(x)
    return alpha == 1 ? result : select(x > 0, result, alpha * result)
  }

  public override var config: Config { super.config.merging(["alpha": .double(alpha)]) }
}

/// x where it is more than a threshold, else 0.
///
/// ```swift
/// ThresholdedReLU()(Tensor([0.5, 2.0]))  // [0, 2]
/// ```
///
/// Shapes: the result has the input's.
public final class ThresholdedReLU: Layer, Configurable {
  /// The threshold.
  public let theta: Double

  /// A rectifier with a jump.
  public init(theta: Double = 1, name: String? = nil) {
    self.theta = theta
    super.init(name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(theta: given.double("theta"), name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor { select(x > theta, x, 0) }

  public override var config: Config { super.config.merging(["theta": .double(theta)]) }
}
