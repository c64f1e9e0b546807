/// What filters see beyond the edges.
public enum ConvolutionPadding: String, Sendable, CaseIterable {
  /// Nothing: each filter stays inside.
  case valid
  /// Zeros on both sides: with strides of 1, the output has as many positions as the input.
  case same
  /// Zeros before the first step of a sequence: no filter sees what comes after its position.
  case causal

  /// The padding of the windows, once the zeros before a sequence have been added.
  var windows: WindowPadding { self == .same ? .same : .valid }
}

/// The base class of convolutional layers, whatever their filters slide over.
///
/// Channels come last, as they do in Keras by default; the other order is not supported.
public class ConvolutionLayer: KernelLayer {
  /// The number of filters, which is also the number of output channels.
  @Configured("filters", 1...sizeLimit) public private(set) var filters: Int
  /// The size of a filter.
  @Configured("kernel_size") public private(set) var kernelSize: [Int]
  /// How far the filters move from one position to the next.
  @Configured("strides") public private(set) var strides: [Int]
  /// What the filters see beyond the edges.
  @Configured(choice: "padding") public private(set) var padding: ConvolutionPadding
  @Configured(choice: "data_format", default: .last) private var order: ChannelOrder
  /// How far apart the elements are that a filter sees.
  @Configured("dilation_rate") public private(set) var dilation: [Int]

  /// The number of dimensions that filters slide over.
  class var windowRank: Int { 2 }

  /// A layer of filters.
  public init(
    _ filters: Int, _ kernelSize: AxisSizes, strides: AxisSizes = 1,
    padding: ConvolutionPadding = .valid, dilation: AxisSizes = 1,
    activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype)
    self.filters = filters
    self.kernelSize = kernelSize.expanded(to: Self.windowRank)
    self.strides = strides.expanded(to: Self.windowRank)
    self.padding = padding
    order = .last
    self.dilation = dilation.expanded(to: Self.windowRank)
    self.activation = activation
    usesBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    outputRegularizer = activityRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    if let invalidOption {
      misuse(Self.className, invalidOption.problem, cure: "give \(invalidOption.cure)")
    }
    inputSpec = InputSpec(rank: Self.windowRank + 2)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    let rank = Self.windowRank
    if kernelSize.count == 1 { kernelSize = AxisSizes(kernelSize).expanded(to: rank) }
    if strides.count == 1 { strides = AxisSizes(strides).expanded(to: rank) }
    if dilation.count == 1 { dilation = AxisSizes(dilation).expanded(to: rank) }
    if let invalidOption { throw reader.wrong(invalidOption.key, invalidOption.cure) }
    inputSpec = InputSpec(rank: rank + 2)
  }

  /// The conflict between options each of which is valid by itself; nil if there is none.
  private var invalidOption: (key: String, problem: String, cure: String)? {
    let rank = Self.windowRank
    for (key, sizes) in [
      ("kernel_size", kernelSize), ("strides", strides), ("dilation_rate", dilation),
    ] where sizes.count != rank || !sizes.allSatisfy({ 1...sizeLimit ~= $0 }) {
      return (
        key, "sizes \(sizes) of a window over \(rank) dimension\(rank == 1 ? "" : "s")",
        "one number for all, or \(rank), each from 1 to \(sizeLimit)"
      )
    }
    if strides.contains(where: { $0 > 1 }) && dilation.contains(where: { $0 > 1 }) {
      return (
        "dilation_rate", "strides \(strides) with dilation \(dilation)",
        "strides or dilation of 1 everywhere"
      )
    }
    if padding == .causal && rank > 1 {
      return ("padding", "causal padding over \(rank) dimensions", "'valid' or 'same'")
    }
    return nil
  }

  /// The last two sizes of the kernel, for inputs of so many channels.
  func connections(channels: Int) -> [Int] { [channels, filters] }

  final override func kernelShape(for input: Shape) -> Shape {
    Shape(kernelSize + connections(channels: input[-1]))
  }
  final override var biasCount: Int { filters }

  public final override func call(_ x: Tensor) -> Tensor {
    _ = trapping { () throws(InvalidUse) in try outputSizes(for: x.shape) }
    return super.call(x)
  }

  final override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    try checkSizes(kernelShape(for: input))
    return Shape([input[0]] + (try outputSizes(for: input)) + [filters])
  }

  /// The number of output positions along each dimension.
  ///
  /// - Throws: `InvalidUse` if filters are larger than what they slide over.
  func outputSizes(for input: Shape) throws(InvalidUse) -> [Int] {
    let sizes = Array(input.dimensions.dropFirst().dropLast())
    let extents = zip(kernelSize, dilation).map { ($0 - 1) * $1 + 1 }
    guard padding != .valid || zip(sizes, extents).allSatisfy({ $0 >= $1 }) else {
      throw InvalidUse(
        name, "filters that extend over \(extents) for an input of shape \(input)",
        cure: "make the filters smaller, or pad: padding .same")
    }
    return sizes.indices.map { axis in
      let size = padding == .valid ? sizes[axis] - extents[axis] + 1 : sizes[axis]
      return size.ceilDivided(by: strides[axis])
    }
  }
}
