// Initializers by name, and in Keras's format, which has one class for He's and LeCun's.

extension Initializer {
  private typealias Entry = Registry<Initializer>.Entry

  /// The named initializers, each under the name of Keras's class and that of its function.
  static let registry = Registry<Initializer>(
    "initializer",
    [
      Entry("Zeros", "zeros", default: { .zeros }) { _ in .zeros },
      Entry("Ones", "ones", default: { .ones }) { _ in .ones },
      Entry("Constant", "constant", default: { .constant(0) }) {
        .constant(try $0.double("value"))
      },
      // Keras 3 writes no gain, whatever it is, and reads 1.
      Entry("Identity", "identity", default: { .identity() }) {
        .identity(gain: try $0.optional("gain", $0.double) ?? 1)
      },
      Entry("RandomUniform", "random_uniform", "uniform", default: { .randomUniform() }) {
        .randomUniform(
          from: try $0.double("minval"), to: try $0.double("maxval"), seed: try $0.seed)
      },
      Entry("RandomNormal", "random_normal", "normal", default: { .randomNormal() }) {
        .randomNormal(
          mean: try $0.double("mean"), deviation: try $0.double("stddev"), seed: try $0.seed)
      },
      Entry("TruncatedNormal", "truncated_normal", default: { .truncatedNormal() }) {
        .truncatedNormal(
          mean: try $0.double("mean"), deviation: try $0.double("stddev"), seed: try $0.seed)
      },
      Entry("GlorotUniform", "glorot_uniform", default: { .glorotUniform() }) {
        .glorotUniform(seed: try $0.seed)
      },
      Entry("GlorotNormal", "glorot_normal", default: { .glorotNormal() }) {
        .glorotNormal(seed: try $0.seed)
      },
      Entry("HeUniform", "he_uniform", default: { .heUniform() }) { .heUniform(seed: try $0.seed) },
      Entry("HeNormal", "he_normal", default: { .heNormal() }) { .heNormal(seed: try $0.seed) },
      Entry("LecunUniform", "lecun_uniform", default: { .lecunUniform() }) {
        .lecunUniform(seed: try $0.seed)
      },
      Entry("LecunNormal", "lecun_normal", default: { .lecunNormal() }) {
        .lecunNormal(seed: try $0.seed)
      },
      Entry("VarianceScaling", default: nil) {
        try .varianceScaling(
          scale: $0.double("scale"), mode: $0.string("mode"),
          distribution: $0.string("distribution"), seed: $0.seed)
      },
      Entry("Orthogonal", "orthogonal", default: { .orthogonal() }) {
        .orthogonal(gain: try $0.double("gain"), seed: try $0.seed)
      },
    ])

  /// The class and the configuration, in Keras's format.
  ///
  /// ```swift
  /// Initializer.zeros.serialized  // {'class_name': 'Zeros', 'config': {}}
  /// ```
  public var serialized: Config {
    let className =
      config["scale"] != nil
      ? "VarianceScaling"
      : Initializer.registry.entries.first { $0.names.contains(name) }?.names[0] ?? name
    return ["class_name": .string(className), "config": .config(config)]
  }

  /// The initializer that a saved class and configuration describe.
  ///
  /// ```swift
  /// let twin = try Initializer.made(from: initializer.serialized)
  /// ```
  ///
  /// - Throws: `UnknownName` for a class that does not exist, `ConfigError` for a configuration
  ///   that does not fit it.
  public static func made(from serialized: Config) throws -> Initializer {
    try registry.made(from: serialized)
  }

  /// Lets configurations refer to a custom initializer by its name.
  ///
  /// ```swift
  /// Initializer.register(Initializer("normal") { Tensor.normal($0, dtype: $1) })
  /// ```
  public static func register(_ initializer: Initializer) {
    registry.add(.init(initializer.name, default: { initializer }, make: { _ in initializer }))
  }
}

extension ConfigReader {
  /// The seed; nil for the program's random numbers.
  var seed: Int? {
    get throws(ConfigError) { try optional("seed", int) }
  }
}
