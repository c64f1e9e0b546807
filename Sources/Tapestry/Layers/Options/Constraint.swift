/// A condition that a weight must satisfy: after each step of an optimizer, it is moved to the
/// nearest value that does.
///
/// ```swift
/// Dense(4, kernelConstraint: .maxNorm(2))
/// Constraint.nonNegative(Tensor([-1.0, 2.0]))  // [0, 2]
/// ```
///
/// A regularizer, which is a penalty in the loss, only pulls in a direction; a constraint holds
/// exactly.
///
/// - Precondition: a literal is one of the names; the message lists them all.
/// - **Source:** Keras 2.1.0, tf.keras.constraints.
public struct Constraint: Sendable, ExpressibleByStringLiteral {
  /// The name in configurations.
  public let name: String
  /// The options with which the constraint was made.
  public let config: Config
  let projection: @Sendable (Tensor) -> Tensor

  /// A custom constraint.
  public init(
    _ name: String, config: Config = [:], _ projection: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    self.config = config
    self.projection = projection
  }

  /// The constraint of this name.
  ///
  /// - Throws: `UnknownName` with all names.
  public init(named name: String) throws(UnknownName) {
    self = try Constraint.registry.named(name)
  }

  /// The constraint of this name.
  public init(stringLiteral name: String) {
    self = Constraint.registry.literal(name, in: "Constraint")
  }

  /// The nearest value to `weight` that satisfies the constraint.
  public func callAsFunction(_ weight: some TensorConvertible) -> Tensor {
    projection(weight.tensor)
  }
}

extension Constraint {
  /// Negative numbers become 0.
  public static let nonNegative = Constraint("non_neg") { $0 * cast($0 >= 0, to: $0.dtype) }

  /// Vectors along an axis that are longer than `maximum` are shortened to it.
  ///
  /// - Parameter axis: the dimensions of a vector, which are 0 for the inputs of each unit of
  ///   `Dense`, and [0, 1, 2] for a filter of `Conv2D`.
  /// - **Source:** Srivastava and others, 2014, "Dropout: a simple way to prevent neural networks
  ///   from overfitting".
  public static func maxNorm(_ maximum: Double = 2, axis: any AxesConvertible = 0) -> Constraint {
    Constraint(
      "max_norm", config: ["max_value": .double(maximum), "axis": .axes(axis.axes)]
    ) { [axes = axis.axes] weight in
      let norms = norms(weight, axes)
      return weight * (clip(norms, min: 0, max: maximum) / (constraintEpsilon + norms))
    }
  }

  /// Vectors along an axis are scaled to length 1.
  public static func unitNorm(axis: any AxesConvertible = 0) -> Constraint {
    Constraint("unit_norm", config: ["axis": .axes(axis.axes)]) { [axes = axis.axes] weight in
      weight / (constraintEpsilon + norms(weight, axes))
    }
  }

  /// Vectors along an axis are scaled to lengths from `minimum` to `maximum`.
  ///
  /// - Parameter rate: how far a vector is moved in each step: 1 for all the way, less for a part
  ///   of it.
  public static func minMaxNorm(
    _ minimum: Double = 0, _ maximum: Double = 1, rate: Double = 1, axis: any AxesConvertible = 0
  ) -> Constraint {
    Constraint(
      "min_max_norm",
      config: [
        "min_value": .double(minimum), "max_value": .double(maximum), "rate": .double(rate),
        "axis": .axes(axis.axes),
      ]
    ) { [axes = axis.axes] weight in
      let norms = norms(weight, axes)
      let desired = rate * clip(norms, min: minimum, max: maximum) + (1 - rate) * norms
      return weight * (desired / (constraintEpsilon + norms))
    }
  }

  private typealias Entry = Registry<Constraint>.Entry

  /// The named constraints, each under the name of Keras's class and that of its function.
  static let registry = Registry<Constraint>(
    "constraint",
    [
      Entry("NonNeg", "non_neg", "nonneg", default: { .nonNegative }) { _ in .nonNegative },
      Entry("MaxNorm", "max_norm", "maxnorm", default: { .maxNorm() }) {
        .maxNorm(try $0.double("max_value"), axis: try $0.ints("axis"))
      },
      Entry("UnitNorm", "unit_norm", "unitnorm", default: { .unitNorm() }) {
        .unitNorm(axis: try $0.ints("axis"))
      },
      Entry("MinMaxNorm", "min_max_norm", "minmaxnorm", default: { .minMaxNorm() }) { reader in
        let minimum = try reader.double("min_value")
        let maximum = try reader.double("max_value")
        guard minimum <= maximum else {
          throw reader.wrong("max_value", "a number that is not less than min_value")
        }
        return .minMaxNorm(
          minimum, maximum, rate: try reader.double("rate"), axis: try reader.ints("axis"))
      },
    ])

  /// The class and the configuration, in Keras's format.
  ///
  /// ```swift
  /// Constraint.nonNegative.serialized  // {'class_name': 'NonNeg', 'config': {}}
  /// ```
  public var serialized: Config {
    let className = Constraint.registry.entries.first { $0.names.contains(name) }?.names[0] ?? name
    return ["class_name": .string(className), "config": .config(config)]
  }

  /// The constraint that a saved class and configuration describe.
  ///
  /// - Throws: `UnknownName` for a class that does not exist, `ConfigError` for a configuration
  ///   that does not fit it.
  public static func made(from serialized: Config) throws -> Constraint {
    try registry.made(from: serialized)
  }

  /// Lets configurations refer to a custom constraint by its name.
  public static func register(_ constraint: Constraint) {
    registry.add(.init(constraint.name, default: { constraint }, make: { _ in constraint }))
  }
}

/// Keras's epsilon, which keeps vectors of zeros from being divided by 0.
private let constraintEpsilon = 1e-7

private func norms(_ weight: Tensor, _ axes: [Int]) -> Tensor {
  sqrt(square(weight).sum(axis: axes, keepDims: true))
}

extension ConfigValue {
  /// Axes: one as a number, several as a list.
  fileprivate static func axes(_ axes: [Int]) -> ConfigValue {
    axes.count == 1 ? .int(axes[0]) : .ints(axes)
  }
}
