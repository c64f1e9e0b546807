/// A penalty on the size of a weight, which is added to the loss.
///
/// ```swift
/// Dense(4, kernelRegularizer: .l2(0.01))
/// ```
///
/// - Precondition: a literal is one of the names; the message lists them all.
public struct Regularizer: Sendable, ExpressibleByStringLiteral {
  /// The name in configurations.
  public let name: String
  /// The options with which the regularizer was made.
  public let config: Config
  private let penalty: @Sendable (Tensor) -> Tensor

  /// A custom regularizer.
  public init(
    _ name: String, config: Config = [:], _ penalty: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    self.config = config
    self.penalty = penalty
  }

  /// The regularizer of this name.
  ///
  /// - Throws: `UnknownName` with all names.
  public init(named name: String) throws(UnknownName) {
    self = try Regularizer.registry.named(name)
  }

  /// The regularizer of this name.
  public init(stringLiteral name: String) {
    self = Regularizer.registry.literal(name, in: "Regularizer")
  }

  /// What the weight adds to the loss.
  public func callAsFunction(_ weight: some TensorConvertible) -> Tensor { penalty(weight.tensor) }

  /// The sum of the absolute values times a factor: it drives weights to exactly 0.
  public static func l1(_ factor: Double = 0.01) -> Regularizer {
    Regularizer("l1", config: ["l1": .double(factor)]) { factor * abs($0).sum() }
  }
  /// The sum of the squares times a factor: it keeps weights small.
  public static func l2(_ factor: Double = 0.01) -> Regularizer {
    Regularizer("l2", config: ["l2": .double(factor)]) { factor * square($0).sum() }
  }
  /// The sum of an L1 and an L2 penalty.
  public static func l1l2(l1: Double = 0.01, l2: Double = 0.01) -> Regularizer {
    Regularizer("l1_l2", config: ["l1": .double(l1), "l2": .double(l2)]) {
      l1 * abs($0).sum() + l2 * square($0).sum()
    }
  }
}

extension Regularizer {
  private typealias Entry = Registry<Regularizer>.Entry

  /// The named regularizers.
  static let registry = Registry<Regularizer>(
    "regularizer",
    [
      Entry("L1L2", "l1_l2", default: { .l1l2() }) {
        .l1l2(l1: try $0.double("l1"), l2: try $0.double("l2"))
      },
      Entry("L1", "l1", default: { .l1() }) { .l1(try $0.double("l1")) },
      Entry("L2", "l2", default: { .l2() }) { .l2(try $0.double("l2")) },
    ])

  /// The class and the configuration, in the format of Keras 2.1, which has one class for all.
  ///
  /// ```swift
  /// Regularizer.l2(0.5).serialized  // {'class_name': 'L1L2', 'config': {'l1': 0.0, 'l2': 0.5}}
  /// ```
  public var serialized: Config {
    guard ["l1", "l2", "l1_l2"].contains(name) else {
      return ["class_name": .string(name), "config": .config(config)]
    }
    let factors: Config = ["l1": config["l1"] ?? 0.0, "l2": config["l2"] ?? 0.0]
    return ["class_name": "L1L2", "config": .config(factors)]
  }

  /// The regularizer that a saved class and configuration describe.
  ///
  /// ```swift
  /// let twin = try Regularizer.made(from: regularizer.serialized)
  /// ```
  ///
  /// - Throws: `UnknownName` for a class that does not exist, `ConfigError` for a configuration
  ///   that does not fit it.
  public static func made(from serialized: Config) throws -> Regularizer {
    try registry.made(from: serialized)
  }

  /// Lets configurations refer to a custom regularizer by its name.
  public static func register(_ regularizer: Regularizer) {
    registry.add(.init(regularizer.name, default: { regularizer }, make: { _ in regularizer }))
  }
}
