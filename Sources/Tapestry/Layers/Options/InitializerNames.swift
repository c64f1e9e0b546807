// Initializers by name, and in Keras's format, which has one class for He's and LeCun's.

extension Initializer {
  private typealias Entry = Registry<Initializer>.Entry

  /// The named initializers, each under the name of Keras's class and that of its function.
  static let registry = Registry<Initializer>(
    "initializer",
    [
      Entry("Zeros", "zeros", usual: { .zeros }) { _ in .zeros },
      Entry("Ones", "ones", usual: { .ones }) { _ in .ones },
      Entry("Constant", "constant", usual: { .constant(0) }) { .constant(try $0.double("value")) },
      // Keras 3 writes no gain, whatever it is, and reads 1.
      Entry("Identity", "identity", usual: { .identity() }) {
        .identity(gain: try $0.optional("gain", $0.double) ?? 1)
      },
      Entry("RandomUniform", "random_uniform", "uniform", usual: { .randomUniform() }) {
        .randomUniform(
          from: try $0.double("minval"), to: try $0.double("maxval"), seed: try $0.seed)
      },
      Entry("RandomNormal", "random_normal", "normal", usual: { .randomNormal() }) {
        .randomNormal(
          mean: try $0.double("mean"), deviation: try $0.double("stddev"), seed: try $0.seed)
      },
      Entry("TruncatedNormal", "truncated_normal", usual: { .truncatedNormal() }) {
        .truncatedNormal(
          mean: try $0.double("mean"), deviation: try $0.double("stddev"), seed: try $0.seed)
      },
      Entry("GlorotUniform", "glorot_uniform", usual: { .glorotUniform() }) {
        .glorotUniform(seed: try $0.seed)
      },
      Entry("GlorotNormal", "glorot_normal", usual: { .glorotNormal() }) {
        .glorotNormal(seed: try $0.seed)
      },
      Entry("HeUniform", "he_uniform", usual: { .heUniform() }) { .heUniform(seed: try $0.seed) },
      Entry("HeNormal", "he_normal", usual: { .heNormal() }) { .heNormal(seed: try $0.seed) },
      Entry("LecunUniform", "lecun_uniform", usual: { .lecunUniform() }) {
        .lecunUniform(seed: try $0.seed)
      },
      Entry("LecunNormal", "lecun_normal", usual: { .lecunNormal() }) {
        .lecunNormal(seed: try $0.seed)
      },
      Entry("VarianceScaling", usual: nil) {
        try .varianceScaling(
          scale: $0.double("scale"), mode: $0.string("mode"),
          distribution: $0.string("distribution"), seed: $0.seed)
      },
      Entry("Orthogonal", "orthogonal", usual: { .orthogonal() }) {
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
    registry.add(.init(initializer.name, usual: { initializer }, make: { _ in initializer }))
  }
}

extension ConfigReader {
  /// The seed; nil for the program's random numbers.
  var seed: Int? {
    get throws(ConfigError) { try optional("seed", int) }
  }
}
