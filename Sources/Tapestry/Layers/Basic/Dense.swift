/// Weighted sums of the last dimension, and an activation of them: `activation(x · kernel + bias)`.
///
/// ```swift
/// let layer = Dense(3, activation: .relu)
/// layer(Tensor.ones([32, 5])).shape    // (32, 3)
/// layer.variables.map(\.name)          // ["dense/kernel:0", "dense/bias:0"]
/// ```
///
/// Shapes: [..., n] gives [..., units]. Traps: for scalars and single vectors.
/// Source: book, chapter 3, sections 2 and 4.
public final class Dense: Layer, Configurable {
  /// How many sums.
  public let units: Int
  /// What is applied to each.
  public let activation: Activation
  /// Whether each sum starts at a bias.
  public let usesBias: Bool
  private let kernelInitializer: Initializer
  private let biasInitializer: Initializer
  private let kernelRegularizer: Regularizer?
  private let biasRegularizer: Regularizer?
  /// The weights of the sums; nil before the layer is built.
  public private(set) var kernel: Variable!
  /// What each sum starts at; nil before the layer is built, and without bias.
  public private(set) var bias: Variable?

  /// A layer of so many sums.
  public init(
    _ units: Int, activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    guard units > 0 else {
      misuse("Dense", "\(units) units", cure: "make at least one sum")
    }
    self.units = units
    self.activation = activation
    usesBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      given.positive("units"), activation: given.activation("activation"),
      useBias: given.bool("use_bias"),
      kernelInitializer: given.initializer("kernel_initializer"),
      biasInitializer: given.initializer("bias_initializer"),
      kernelRegularizer: given.regularizer("kernel_regularizer"),
      biasRegularizer: given.regularizer("bias_regularizer"), name: given.name,
      trainable: given.trainable, dtype: given.dtype)
  }

  public override func build(inputShape: Shape) {
    InputSpec(minimumRank: 2).check(inputShape, layer: name)
    kernel = addWeight(
      "kernel", shape: [inputShape[-1], units], initializer: kernelInitializer,
      regularizer: kernelRegularizer)
    if usesBias {
      bias = addWeight(
        "bias", shape: [units], initializer: biasInitializer, regularizer: biasRegularizer)
    }
    inputSpec = InputSpec(minimumRank: 2, sizes: [-1: inputShape[-1]])
  }

  public override func call(_ x: Tensor) -> Tensor {
    let sums = matmul(x, kernel)
    return activation(bias.map { sums + $0 } ?? sums)
  }

  public override var config: Config {
    super.config.merging([
      "units": .int(units), "activation": .string(activation.name), "use_bias": .bool(usesBias),
      "kernel_initializer": .initializer(kernelInitializer),
      "bias_initializer": .initializer(biasInitializer),
      "kernel_regularizer": .regularizer(kernelRegularizer),
      "bias_regularizer": .regularizer(biasRegularizer),
    ])
  }
}
