/// An initializer, which makes a weight's initial values, by name or as a function of the weight's
/// shape.
///
/// ```swift
/// Dense(4, kernelInitializer: .heNormal())
/// Dense(4, kernelInitializer: "he_normal")
/// Dense(1, kernelInitializer: Initializer("normal") { Tensor.normal($0, dtype: $1) })
/// ```
///
/// Without a seed of its own, an initializer draws from the stream of `setRandomSeed`; with one, it
/// gives the same numbers for the same shape in every call.
///
/// - Precondition: a literal is one of the names; the message lists them all.
/// - **Source:** book, chapter 3, section 2; document 001, utilizing tf.keras for training.
public struct Initializer: Sendable, ExpressibleByStringLiteral {
  /// The name in configurations.
  public let name: String
  /// The options with which the initializer was made.
  public let config: Config
  /// The ranks that a weight may have.
  let ranks: ClosedRange<Int>
  private let values: @Sendable (Shape, DType) -> Tensor

  /// A custom initializer.
  ///
  /// - Parameter ranks: the ranks that a weight may have; configurations that use it for other
  ///   weights are refused.
  public init(
    _ name: String, config: Config = [:], ranks: ClosedRange<Int> = 0...Int.max,
    _ values: @escaping @Sendable (Shape, DType) -> Tensor
  ) {
    self.name = name
    self.config = config
    self.ranks = ranks
    self.values = values
  }

  /// The initializer of this name with its default options.
  ///
  /// - Throws: `UnknownName` with all names.
  public init(named name: String) throws(UnknownName) {
    self = try Initializer.registry.named(name)
  }

  /// The initializer of this name.
  public init(stringLiteral name: String) {
    self = Initializer.registry.literal(name, in: "Initializer")
  }

  /// Initial values for a weight.
  ///
  /// ```swift
  /// Initializer.glorotUniform()([13, 4])
  /// ```
  public func callAsFunction(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    guard ranks.contains(shape.rank) else {
      misuse(
        "initializer '\(name)'", "a weight of shape \(shape)",
        cure: ranks.lowerBound == ranks.upperBound
          ? "use it for weights of \(ranks.lowerBound) dimensions only"
          : "use it for weights of at least \(ranks.lowerBound) dimensions")
    }
    let values = values(shape, dtype)
    guard values.shape == shape && values.dtype == dtype else {
      misuse(
        "initializer '\(name)'",
        "\(values.dtype) values of shape \(values.shape) for a \(dtype) weight of shape \(shape)",
        cure: "make the values in the shape and type that the function is given")
    }
    return values
  }
}

extension Initializer {
  /// Zeros.
  public static let zeros = Initializer("zeros") { Tensor.zeros($0, dtype: $1) }
  /// Ones.
  public static let ones = Initializer("ones") { Tensor.ones($0, dtype: $1) }

  /// The same number everywhere.
  public static func constant(_ value: Double) -> Initializer {
    Initializer("constant", config: ["value": .double(value)]) {
      Tensor.full($0, value, dtype: $1)
    }
  }

  /// Ones on the diagonal of a matrix.
  ///
  /// - Precondition: the weight is a matrix.
  public static func identity(gain: Double = 1) -> Initializer {
    Initializer("identity", config: ["gain": .double(gain)], ranks: 2...2) { shape, dtype in
      gain * Tensor.eye(shape[0], columns: shape[1], dtype: dtype)
    }
  }

  /// Uniformly distributed numbers between two bounds.
  public static func randomUniform(
    from low: Double = -0.05, to high: Double = 0.05, seed: Int? = nil
  ) -> Initializer {
    Initializer(
      "random_uniform",
      config: ["minval": .double(low), "maxval": .double(high), "seed": .seed(seed)]
    ) { draw(.uniform(from: low, to: high), $0, $1, seed: seed) }
  }

  /// Normally distributed numbers.
  public static func randomNormal(
    mean: Double = 0, deviation: Double = 0.05, seed: Int? = nil
  ) -> Initializer {
    Initializer(
      "random_normal",
      config: ["mean": .double(mean), "stddev": .double(deviation), "seed": .seed(seed)]
    ) { draw(.normal(mean: mean, deviation: deviation), $0, $1, seed: seed) }
  }

  /// Normally distributed numbers less than two standard deviations from the mean.
  public static func truncatedNormal(
    mean: Double = 0, deviation: Double = 0.05, seed: Int? = nil
  ) -> Initializer {
    Initializer(
      "truncated_normal",
      config: ["mean": .double(mean), "stddev": .double(deviation), "seed": .seed(seed)]
    ) { draw(.truncatedNormal(mean: mean, deviation: deviation), $0, $1, seed: seed) }
  }

  /// Uniform, with the variance 2 / (fan in + fan out), which keeps the variance of values and of
  /// gradients the same from layer to layer.
  ///
  /// - **Source:** Glorot and Bengio, 2010, "Understanding the difficulty of training deep
  ///   feedforward neural networks".
  public static func glorotUniform(seed: Int? = nil) -> Initializer {
    scaled("glorot_uniform", 1, .average, isNormal: false, seed: seed)
  }
  /// Like `glorotUniform`, but with the truncated normal distribution.
  public static func glorotNormal(seed: Int? = nil) -> Initializer {
    scaled("glorot_normal", 1, .average, isNormal: true, seed: seed)
  }
  /// Uniform, with the variance 2 / fan in, for relu, which sets half of its inputs to 0.
  ///
  /// - **Source:** He, Zhang, Ren and Sun, 2015, "Delving deep into rectifiers".
  public static func heUniform(seed: Int? = nil) -> Initializer {
    scaled("he_uniform", 2, .fanIn, isNormal: false, seed: seed)
  }
  /// Like `heUniform`, but with the truncated normal distribution.
  public static func heNormal(seed: Int? = nil) -> Initializer {
    scaled("he_normal", 2, .fanIn, isNormal: true, seed: seed)
  }
  /// Uniform, with the variance 1 / fan in.
  ///
  /// - **Source:** LeCun, Bottou, Orr and Müller, 1998, "Efficient backprop".
  public static func lecunUniform(seed: Int? = nil) -> Initializer {
    scaled("lecun_uniform", 1, .fanIn, isNormal: false, seed: seed)
  }
  /// Like `lecunUniform`, but with the truncated normal distribution.
  public static func lecunNormal(seed: Int? = nil) -> Initializer {
    scaled("lecun_normal", 1, .fanIn, isNormal: true, seed: seed)
  }

  /// Numbers whose variance is `scale` divided by the number of connections: the general form of
  /// Glorot's, He's and LeCun's initializers.
  ///
  /// - Parameters:
  ///   - mode: which connections count: those of `fan_in`, of `fan_out`, or the mean of both,
  ///     `fan_avg`.
  ///   - distribution: `truncated_normal` or `uniform`.
  ///
  /// - Throws: `UnknownName` for another mode or distribution.
  public static func varianceScaling(
    scale: Double = 1, mode: String = "fan_in", distribution: String = "truncated_normal",
    seed: Int? = nil
  ) throws(UnknownName) -> Initializer {
    guard let fan = Fan(rawValue: mode) else {
      throw UnknownName(kind: "mode", name: mode, known: ["fan_in", "fan_out", "fan_avg"])
    }
    guard ["truncated_normal", "uniform"].contains(distribution) else {
      throw UnknownName(
        kind: "distribution", name: distribution, known: ["truncated_normal", "uniform"])
    }
    return scaled(
      "variance_scaling", scale, fan, isNormal: distribution != "uniform", seed: seed)
  }
}

/// The number of connections by which a scale is divided.
private enum Fan: String {
  case fanIn = "fan_in"
  case fanOut = "fan_out"
  case average = "fan_avg"
}

/// The fan in and fan out of a weight: the last two dimensions are its units, and those before them
/// the positions of a window, which multiply both.
///
/// They are floating-point numbers, since the sizes of a weight that is too large to store must not
/// overflow.
func fans(of shape: Shape) -> (input: Double, output: Double) {
  let sizes = shape.dimensions.map(Double.init)
  switch sizes.count {
  case 0: return (1, 1)
  case 1: return (sizes[0], sizes[0])
  default:
    let window = sizes.dropLast(2).reduce(1, *)
    return (window * sizes[sizes.count - 2], window * sizes[sizes.count - 1])
  }
}

private func scaled(
  _ name: String, _ scale: Double, _ fan: Fan, isNormal: Bool, seed: Int?
) -> Initializer {
  // Keras has separate classes for Glorot's initializers, and one class for all the others.
  let config: Config =
    fan == .average && scale == 1
    ? ["seed": .seed(seed)]
    : [
      "scale": .double(scale), "mode": .string(fan.rawValue),
      "distribution": .string(isNormal ? "truncated_normal" : "uniform"), "seed": .seed(seed),
    ]
  return Initializer(name, config: config) { shape, dtype in
    let (input, output) = fans(of: shape)
    let connections =
      switch fan {
      case .fanIn: input
      case .fanOut: output
      case .average: (input + output) / 2
      }
    let variance = scale / max(1, connections)
    if isNormal {
      // Truncation at two standard deviations makes the deviation smaller by this factor.
      let deviation = variance.squareRoot() / 0.87962566103423978
      return draw(.truncatedNormal(mean: 0, deviation: deviation), shape, dtype, seed: seed)
    }
    let limit = (3 * variance).squareRoot()
    return draw(.uniform(from: -limit, to: limit), shape, dtype, seed: seed)
  }
}

extension ConfigValue {
  /// A seed, or none.
  static func seed(_ seed: Int?) -> ConfigValue { seed.map { .int($0) } ?? .none }
}

/// Draws random numbers: the next of the program's stream or, with a seed, the same ones in every
/// call.
func draw(
  _ distribution: RandomTensor.Distribution, _ shape: Shape, _ dtype: DType, seed: Int?
) -> Tensor {
  guard let seed else {
    return bind(
      RandomTensor(
        distribution: distribution, shape: shape, dtype: dtype, source: .program(seed: nil)), [])
  }
  return distribution.values(shape, dtype, from: Philox(statelessSeed: Int64(seed), 0))
}
