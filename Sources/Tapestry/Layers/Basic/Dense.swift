/// A fully connected layer: `activation(x · kernel + bias)`, along the last dimension.
///
/// ```swift
/// let layer = Dense(3, activation: .relu)
/// layer(Tensor.ones([32, 5])).shape    // (32, 3)
/// layer.variables.map(\.name)          // of the first layer: dense/kernel:0, dense/bias:0
/// ```
///
/// - Precondition: inputs are neither scalars nor single vectors.
/// - **Shapes:** [..., n] gives [..., units].
/// - **Source:** book, chapter 3, sections 2 and 4.
public final class Dense: KernelLayer, Configurable {
  /// The number of units.
  @Configured("units", 1...sizeLimit) public private(set) var units: Int

  /// A fully connected layer of `units` units.
  public init(
    _ units: Int, activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype)
    self.units = units
    self.activation = activation
    usesBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    outputRegularizer = activityRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    inputSpec = InputSpec(minimumRank: 2)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(minimumRank: 2)
  }

  override func kernelShape(for input: Shape) -> Shape { [input[-1], units] }
  override var biasCount: Int { units }
  override func sums(_ x: Tensor) -> Tensor { matmul(x, kernel) }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    Shape(input.dimensions.dropLast() + [units])
  }

  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [inputs[0].mask]
  }
}
