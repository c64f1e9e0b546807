// Convolutions as layers: filters that slide over series and images.

/// What filters are made with, whatever they slide over.
///
/// Channels come last, as in Keras unless told otherwise; the other order is not offered.
public class ConvolutionLayer: Layer {
  /// How many filters, and so how many channels come out.
  public let filters: Int
  /// The size of a filter.
  public let kernelSize: [Int]
  /// How far the filters move each time.
  public let strides: [Int]
  /// Whether the filters reach over the edges.
  public let padding: WindowPadding
  /// Whether no filter sees what comes after its place.
  let isCausal: Bool
  /// How far apart the places are that a filter sees.
  public let dilation: [Int]
  /// What is applied to each sum.
  public let activation: Activation
  /// Whether each sum starts at a bias.
  public let usesBias: Bool
  private let kernelInitializer: Initializer
  private let biasInitializer: Initializer
  private let kernelRegularizer: Regularizer?
  private let biasRegularizer: Regularizer?
  /// The filters; nil before the layer is built.
  public private(set) var kernel: Variable!
  /// What each sum starts at; nil before the layer is built, and without bias.
  public private(set) var bias: Variable?

  init(
    rank: Int, _ filters: Int, _ kernelSize: AxisSizes, strides: AxisSizes, padding: WindowPadding,
    isCausal: Bool = false, dilation: AxisSizes, activation: Activation, useBias: Bool,
    kernelInitializer: Initializer,
    biasInitializer: Initializer, kernelRegularizer: Regularizer?, biasRegularizer: Regularizer?,
    name: String?, trainable: Bool, dtype: DType
  ) {
    let kind = Self.className
    guard filters > 0 else {
      misuse(kind, "\(filters) filters", cure: "make at least one filter")
    }
    self.filters = filters
    self.kernelSize = kernelSize.expanded(to: rank, layer: kind)
    self.strides = strides.expanded(to: rank, layer: kind)
    self.dilation = dilation.expanded(to: rank, layer: kind)
    guard self.strides.allSatisfy({ $0 == 1 }) || self.dilation.allSatisfy({ $0 == 1 }) else {
      misuse(
        kind, "strides \(self.strides) with dilation \(self.dilation)",
        cure: "make one of them 1 everywhere")
    }
    self.padding = padding
    self.isCausal = isCausal
    self.activation = activation
    usesBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    super.init(name: name, trainable: trainable, dtype: dtype)
    inputSpec = InputSpec(rank: rank + 2)
  }

  /// The last two sizes of the kernel, between so many channels and the filters.
  func connections(channels: Int) -> [Int] { [channels, filters] }

  /// The sums, without the bias.
  func sums(_ x: Tensor) -> Tensor { x }

  public final override func build(inputShape: Shape) {
    inputSpec?.check(inputShape, layer: name)
    kernel = addWeight(
      "kernel", shape: Shape(kernelSize + connections(channels: inputShape[-1])),
      initializer: kernelInitializer, regularizer: kernelRegularizer)
    if usesBias {
      bias = addWeight(
        "bias", shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer)
    }
    inputSpec?.sizes = [-1: inputShape[-1]]
  }

  public final override func call(_ x: Tensor) -> Tensor {
    if padding == .valid && !isCausal { checkSizes(x.shape) }
    let sums = sums(x)
    return activation(bias.map { sums + $0 } ?? sums)
  }

  /// Stops the program if filters are larger than what they slide over.
  func checkSizes(_ shape: Shape) {
    let places = shape.dimensions.dropFirst().dropLast()
    let extents = zip(kernelSize, dilation).map { ($0 - 1) * $1 + 1 }
    guard zip(places, extents).allSatisfy({ $0 >= $1 }) else {
      misuse(
        name, "filters that extend over \(extents) for an input of shape \(shape)",
        cure: "make the filters smaller, or pad: padding .same")
    }
  }

  public override var config: Config {
    super.config.merging([
      "filters": .int(filters), "kernel_size": .ints(kernelSize), "strides": .ints(strides),
      "padding": .string(isCausal ? "causal" : padding.rawValue), "data_format": "channels_last",
      "dilation_rate": .ints(dilation), "activation": .string(activation.name),
      "use_bias": .bool(usesBias), "kernel_initializer": .initializer(kernelInitializer),
      "bias_initializer": .initializer(biasInitializer),
      "kernel_regularizer": .regularizer(kernelRegularizer),
      "bias_regularizer": .regularizer(biasRegularizer),
    ])
  }
}

/// What filters see beyond the edges of a series.
public enum SeriesPadding: String, Sendable, CaseIterable {
  /// Nothing: each filter lies inside.
  case valid
  /// Zeros on both sides: with strides of 1 there are as many sums as steps.
  case same
  /// Zeros before the first step: no filter sees what comes after its place.
  case causal
}

/// Filters that slide along a series.
///
/// ```swift
/// Conv1D(8, 3)(Tensor.ones([32, 10, 4])).shape                          // (32, 8, 8)
/// Conv1D(8, 3, padding: .causal)(Tensor.ones([32, 10, 4])).shape        // (32, 10, 8)
/// ```
///
/// Shapes: [batch, steps, channels] gives [batch, positions, filters].
/// Traps: for other ranks or another number of channels, and if a filter is longer than the series.
public final class Conv1D: ConvolutionLayer, Configurable {
  /// A layer of so many filters of this size.
  public init(
    _ filters: Int, _ kernelSize: AxisSizes, strides: AxisSizes = 1,
    padding: SeriesPadding = .valid, dilation: AxisSizes = 1, activation: Activation = .linear,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    super.init(
      rank: 1, filters, kernelSize, strides: strides, padding: padding == .same ? .same : .valid,
      isCausal: padding == .causal, dilation: dilation,
      activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
      biasRegularizer: biasRegularizer, name: name, trainable: trainable, dtype: dtype)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try given.requireChannelsLast()
    try self.init(
      given.positive("filters"), given.sizes("kernel_size", rank: 1),
      strides: given.sizes("strides", rank: 1), padding: given.choice("padding"),
      dilation: given.sizes("dilation_rate", rank: 1), activation: given.activation("activation"),
      useBias: given.bool("use_bias"), kernelInitializer: given.initializer("kernel_initializer"),
      biasInitializer: given.initializer("bias_initializer"),
      kernelRegularizer: given.regularizer("kernel_regularizer"),
      biasRegularizer: given.regularizer("bias_regularizer"), name: given.name,
      trainable: given.trainable, dtype: given.dtype)
  }

  override func sums(_ x: Tensor) -> Tensor {
    let unseen = (kernelSize[0] - 1) * dilation[0]
    return conv1D(
      isCausal ? pad(x, [(0, 0), (unseen, 0), (0, 0)]) : x, kernel, stride: strides[0],
      padding: padding, dilation: dilation[0])
  }
}

/// Filters that slide over images.
///
/// ```swift
/// let layer = Conv2D(32, 3, activation: .relu)
/// layer(Tensor.ones([8, 28, 28, 1])).shape      // (8, 26, 26, 32)
/// layer.variables.map(\.name)                   // ["conv2d/kernel:0", "conv2d/bias:0"]
/// ```
///
/// Shapes: [batch, rows, columns, channels] gives [batch, positions, positions, filters].
/// Traps: for other ranks or another number of channels, and if a filter is larger than the image.
/// Source: LeCun, Bottou, Bengio and Haffner, 1998, "Gradient-based learning applied to document
/// recognition".
public final class Conv2D: ConvolutionLayer, Configurable {
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
      dilation: given.sizes("dilation_rate", rank: 2), activation: given.activation("activation"),
      useBias: given.bool("use_bias"), kernelInitializer: given.initializer("kernel_initializer"),
      biasInitializer: given.initializer("bias_initializer"),
      kernelRegularizer: given.regularizer("kernel_regularizer"),
      biasRegularizer: given.regularizer("bias_regularizer"), name: given.name,
      trainable: given.trainable, dtype: given.dtype)
  }

  override func sums(_ x: Tensor) -> Tensor {
    conv2D(
      x, kernel, strides: (strides[0], strides[1]), padding: padding,
      dilations: (dilation[0], dilation[1]))
  }
}

extension ConfigReader {
  /// Throws: `UnknownName` if channels come first.
  func requireChannelsLast() throws {
    let format = try optional("data_format", string) ?? "channels_last"
    guard format == "channels_last" else {
      throw UnknownName(kind: "data_format", name: format, known: ["channels_last"])
    }
  }
}
