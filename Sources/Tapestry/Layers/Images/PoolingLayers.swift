// Windows slide over sequences and images, and each is reduced to one number for each channel.

/// The base class of pooling layers.
public class PoolingLayer: Layer {
  /// The size of a window.
  @Configured("pool_size") public private(set) var poolSize: [Int]
  /// What happens at the edges.
  @Configured(choice: "padding") public private(set) var padding: WindowPadding
  /// How far the windows move from one position to the next.
  @Configured(strides: "strides") public private(set) var strides: [Int]
  @Configured(choice: "data_format", default: .last) private var order: ChannelOrder

  /// The number of dimensions that windows slide over.
  class var windowRank: Int { 2 }

  /// A pooling layer, whose windows are side by side by default.
  public init(
    _ poolSize: AxisSizes = 2, strides: AxisSizes? = nil, padding: WindowPadding = .valid,
    name: String? = nil
  ) {
    super.init(name: name)
    self.poolSize = poolSize.expanded(to: Self.windowRank)
    self.strides = (strides ?? poolSize).expanded(to: Self.windowRank)
    self.padding = padding
    order = .last
    if let invalidOption {
      misuse(Self.className, invalidOption.problem, cure: "give \(invalidOption.cure)")
    }
    inputSpec = InputSpec(rank: Self.windowRank + 2)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    if poolSize.count == 1 { poolSize = AxisSizes(poolSize).expanded(to: Self.windowRank) }
    if strides.isEmpty { strides = poolSize }
    if strides.count == 1 { strides = AxisSizes(strides).expanded(to: Self.windowRank) }
    if let invalidOption { throw reader.wrong(invalidOption.key, invalidOption.cure) }
    inputSpec = InputSpec(rank: Self.windowRank + 2)
  }

  private var invalidOption: (key: String, problem: String, cure: String)? {
    let rank = Self.windowRank
    for (key, sizes) in [("pool_size", poolSize), ("strides", strides)]
    where sizes.count != rank || !sizes.allSatisfy({ 1...sizeLimit ~= $0 }) {
      return (
        key, "sizes \(sizes) of a window over \(rank) dimension\(rank == 1 ? "" : "s")",
        "one number for all, or \(rank), each from 1 to \(sizeLimit)"
      )
    }
    return nil
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    let sizes = Array(input.dimensions.dropFirst().dropLast())
    guard padding == .same || zip(sizes, poolSize).allSatisfy({ $0 >= $1 }) else {
      throw InvalidUse(
        name, "windows of \(poolSize) for an input of shape \(input)",
        cure: "make the windows smaller, or pad: padding .same")
    }
    let outputSizes = sizes.indices.map { axis in
      let size = padding == .valid ? sizes[axis] - poolSize[axis] + 1 : sizes[axis]
      return size.ceilDivided(by: strides[axis])
    }
    return Shape([input[0]] + outputSizes + [input[-1]])
  }
}

extension Configured where Value == [Int] {
  /// Strides; none means those of windows that are side by side.
  fileprivate convenience init(strides key: String) {
    self.init(
      key, default: [], read: { try $0.optional($1, $0.ints) ?? [] }, write: { .ints($0) })
  }
}

/// The largest number of each window along a sequence, for each channel.
///
/// ```swift
/// MaxPooling1D()(Tensor.ones([32, 10, 4])).shape  // (32, 5, 4)
/// ```
///
/// - Precondition: no window is larger than the input.
/// - **Shapes:** [batch, steps, channels] gives [batch, positions, channels].
public final class MaxPooling1D: PoolingLayer, Configurable {
  override class var windowRank: Int { 1 }

  public override func call(_ x: Tensor) -> Tensor {
    maxPool1D(x, size: poolSize[0], stride: strides[0], padding: padding)
  }
}

/// The largest number of each window over an image, for each channel.
///
/// ```swift
/// MaxPooling2D()(Tensor.ones([8, 28, 28, 3])).shape  // (8, 14, 14, 3)
/// ```
///
/// - Precondition: no window is larger than the input.
/// - **Shapes:** [batch, rows, columns, channels] gives [batch, positions, positions, channels].
public final class MaxPooling2D: PoolingLayer, Configurable {
  public override func call(_ x: Tensor) -> Tensor {
    maxPool2D(
      x, size: (poolSize[0], poolSize[1]), strides: (strides[0], strides[1]), padding: padding)
  }
}

/// The mean of each window along a sequence, for each channel.
///
/// ```swift
/// AveragePooling1D()(Tensor.ones([32, 10, 4])).shape  // (32, 5, 4)
/// ```
///
/// - Precondition: no window is larger than the input.
/// - **Shapes:** [batch, steps, channels] gives [batch, positions, channels].
public final class AveragePooling1D: PoolingLayer, Configurable {
  override class var windowRank: Int { 1 }

  public override func call(_ x: Tensor) -> Tensor {
    averagePool1D(x, size: poolSize[0], stride: strides[0], padding: padding)
  }
}

/// The mean of each window over an image, for each channel.
///
/// ```swift
/// AveragePooling2D()(Tensor.ones([8, 28, 28, 3])).shape  // (8, 14, 14, 3)
/// ```
///
/// - Precondition: no window is larger than the input.
/// - **Shapes:** [batch, rows, columns, channels] gives [batch, positions, positions, channels].
public final class AveragePooling2D: PoolingLayer, Configurable {
  public override func call(_ x: Tensor) -> Tensor {
    averagePool2D(
      x, size: (poolSize[0], poolSize[1]), strides: (strides[0], strides[1]), padding: padding)
  }
}
