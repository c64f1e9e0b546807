/// An activation as a layer of its own. Keras calls it `Activation`, and so do the layer's name and
/// configuration; here that name is taken by what the layer applies.
///
/// ```swift
/// ActivationLayer(.relu)(Tensor([-1.0, 2.0]))  // [0, 2]
/// ```
///
/// Shapes: the result has the input's.
public final class ActivationLayer: Layer, Configurable {
  /// What is applied.
  public let activation: Activation

  /// A layer that applies this activation.
  public init(_ activation: Activation, name: String? = nil) {
    self.activation = activation
    super.init(name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(given.activation("activation"), name: given.name)
  }

  public override class var className: String { "Activation" }

  public override func call(_ x: Tensor) -> Tensor { activation(x) }

  public override var config: Config {
    super.config.merging(["activation": .string(activation.name)])
  }
}

/// Positive numbers that sum to 1 along an axis.
///
/// ```swift
/// Softmax()(Tensor([[1.0, 1.0]]))  // [[0.5, 0.5]]
/// ```
///
/// Shapes: the result has the input's. Traps: if there is no such axis.
public final class Softmax: Layer, Configurable {
  /// The dimension along which the numbers sum to 1.
  public let axis: Int

  /// A softmax along an axis, the last unless told otherwise.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    super.init(name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(axis: given.int("axis"), name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor { softmax(x, axis: axis) }

  public override var config: Config { super.config.merging(["axis": .int(axis)]) }
}
