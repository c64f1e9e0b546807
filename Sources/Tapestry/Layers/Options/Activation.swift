/// An activation function, which a layer applies to each of its sums, by name or as a closure.
///
/// ```swift
/// Dense(4, activation: .relu)
/// Dense(4, activation: "relu")
/// Dense(4, activation: Activation("cube") { $0 * $0 * $0 })
/// ```
///
/// - Precondition: a literal is one of the names; the message lists them all.
/// - **Source:** book, chapter 3, section 3.
public struct Activation: Sendable, ExpressibleByStringLiteral {
  /// The name in configurations.
  public let name: String
  private let function: @Sendable (Tensor) -> Tensor
  /// Whether the function is the standard one of this name.
  private let isStandard: Bool

  /// A custom activation.
  public init(_ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.init(name, isStandard: false, function)
  }

  private init(
    _ name: String, isStandard: Bool, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    self.function = function
    self.isStandard = isStandard
  }

  /// The activation of this name.
  ///
  /// - Throws: `UnknownName` with all names.
  public init(named name: String) throws(UnknownName) {
    self = try Activation.registry.named(name)
  }

  /// The activation of this name.
  public init(stringLiteral name: String) {
    self = Activation.registry.literal(name, in: "Activation")
  }

  /// Lets configurations refer to a custom activation by its name.
  ///
  /// ```swift
  /// Activation.register(Activation("cube") { $0 * $0 * $0 })
  /// ```
  public static func register(_ activation: Activation) {
    registry.add(.init(activation.name, default: { activation }, make: { _ in activation }))
  }

  /// Whether it is the standard activation of this name, and not a custom one with the same name.
  func isStandard(_ name: String) -> Bool { isStandard && self.name == name }

  /// The activation of each element of `x`.
  public func callAsFunction(_ x: some TensorConvertible) -> Tensor { function(x.tensor) }
}

extension Activation {
  /// x itself.
  public static let linear = Activation("linear", isStandard: true) { $0 }
  /// max(x, 0).
  public static let relu = Activation("relu", isStandard: true) { Tapestry.relu($0) }
  /// 1 / (1 + exp(-x)).
  public static let sigmoid = Activation("sigmoid", isStandard: true) { Tapestry.sigmoid($0) }
  /// The hyperbolic tangent.
  public static let tanh = Activation("tanh", isStandard: true) { Tapestry.tanh($0) }
  /// exp(x) over the sum of exp(x) along the last axis.
  public static let softmax = Activation("softmax", isStandard: true) { Tapestry.softmax($0) }
  /// log(1 + exp(x)).
  public static let softplus = Activation("softplus", isStandard: true) { Tapestry.softplus($0) }
  /// x / (1 + |x|).
  public static let softsign = Activation("softsign", isStandard: true) { bind(Softsign(), [$0]) }
  /// x, or exp(x) - 1 where x is negative.
  public static let elu = Activation("elu", isStandard: true) { Tapestry.elu($0) }
  /// elu, scaled so that values keep mean 0 and variance 1 from layer to layer.
  public static let selu = Activation("selu", isStandard: true) { Tapestry.selu($0) }
  /// x times the probability that a standard normal variable is below it.
  public static let gelu = Activation("gelu", isStandard: true) { Tapestry.gelu($0) }
  /// x · sigmoid(x).
  public static let swish = Activation("swish", isStandard: true) { bind(Swish(), [$0]) }
  /// exp(x).
  public static let exponential = Activation("exponential", isStandard: true) { exp($0) }
  /// A piecewise linear sigmoid, which rises from 0 at -2.5 to 1 at 2.5.
  public static let hardSigmoid = Activation("hard_sigmoid", isStandard: true) {
    bind(HardSigmoid(), [$0])
  }
  /// Another piecewise linear sigmoid, which rises from 0 at -3 to 1 at 3: relu6(x + 3) / 6.
  ///
  /// Keras 3 and PyTorch compute it under the name of `hardSigmoid`, which is Keras 2's.
  public static let hardSigmoidRelu6 = Activation("hard_sigmoid_relu6", isStandard: true) {
    relu6($0 + 3) / 6
  }
  /// max(x, 0), but at most 6.
  public static let relu6 = Activation("relu6", isStandard: true) { x in
    // Unlike `clip`, with slope 0 at both ends, as in TensorFlow.
    select(x >= 6, 6, Tapestry.relu(x))
  }
  /// x, or 0.2 x where x is negative.
  public static let leakyRelu = Activation("leaky_relu", isStandard: true) {
    Tapestry.leakyRelu($0)
  }
  /// The logarithm of softmax.
  public static let logSoftmax = Activation("log_softmax", isStandard: true) {
    Tapestry.logSoftmax($0)
  }

  /// The named activations.
  static let registry = Registry<Activation>(
    "activation",
    [
      linear, relu, sigmoid, tanh, softmax, softplus, softsign, elu, selu, gelu, swish,
      exponential, hardSigmoid, hardSigmoidRelu6, relu6, leakyRelu, logSoftmax,
    ].map { known in .init(known.name, default: { known }, make: { _ in known }) })
}
