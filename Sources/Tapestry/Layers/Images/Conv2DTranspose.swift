/// Filters that paint: the opposite of `Conv2D`, from small images to large ones.
///
/// ```swift
/// Conv2DTranspose(1, 3, strides: 2, padding: .same)(Tensor.ones([8, 14, 14, 32])).shape
/// // (8, 28, 28, 1)
/// ```
///
/// Shapes: [batch, rows, columns, channels] gives [batch, rows · stride, columns · stride, filters], and
/// without padding what the filters are larger than the stride more. Traps: for other ranks or another
/// number of channels.
public final class Conv2DTranspose: ConvolutionLayer, Configurable {
  /// A layer of so many filters of this size.
  public init(
    _ filters: Int, _ kernelSize: AxisSizes, strides: AxisSizes = 1,
    padding: WindowPadding = .valid, dilation: AxisSizes = 1, activation: Activation = .linear,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    super.init(
      rank: 2, filters, kernelSize, strides: strides, padding: padding, dilation: dilation,
      activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
      biasRegularizer: biasRegularizer, name: name, trainable: trainable, dtype: dtype)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try given.requireChannelsLast()
    try self.init(
      given.positive("filters"), given.sizes("kernel_size", rank: 2),
      strides: given.sizes("strides", rank: 2), padding: given.choice("padding"),
      dilation: given.sizes("dilation_rate", rank: 2),
      activation: given.activation("activation"),
      useBias: given.bool("use_bias"), kernelInitializer: given.initializer("kernel_initializer"),
      biasInitializer: given.initializer("bias_initializer"),
      kernelRegularizer: given.regularizer("kernel_regularizer"),
      biasRegularizer: given.regularizer("bias_regularizer"), name: given.name,
      trainable: given.trainable, dtype: given.dtype)
  }

  override func connections(channels: Int) -> [Int] { [filters, channels] }

  override func sums(_ x: Tensor) -> Tensor {
    conv2DTranspose(
      x, kernel, strides: (strides[0], strides[1]), padding: padding,
      dilations: (dilation[0], dilation[1]))
  }

  override func checkSizes(_ shape: Shape) {}
}
