// Windows that slide over series and images, and of which one number is kept for each channel.

/// What windows are made with, whatever is kept of them.
public class PoolingLayer: Layer {
  /// The size of a window.
  public let poolSize: [Int]
  /// How far the windows move each time.
  public let strides: [Int]
  /// What happens at the edges.
  public let padding: WindowPadding

  init(
    rank: Int, _ poolSize: AxisSizes, strides: AxisSizes?, padding: WindowPadding, name: String?
  ) {
    let kind = Self.className
    self.poolSize = poolSize.expanded(to: rank, layer: kind)
    self.strides = (strides ?? poolSize).expanded(to: rank, layer: kind)
    self.padding = padding
    super.init(name: name)
    inputSpec = InputSpec(rank: rank + 2)
  }

  public override var config: Config {
    super.config.merging([
      "pool_size": .ints(poolSize), "padding": .string(padding.rawValue),
      "strides": .ints(strides), "data_format": "channels_last",
    ])
  }
}

/// What pooling layers read from a configuration.
private struct PoolingConfig {
  let size: AxisSizes
  let strides: AxisSizes?
  let padding: WindowPadding
  let name: String?

  init(_ given: ConfigReader, rank: Int) throws {
    try given.requireChannelsLast()
    size = try given.sizes("pool_size", rank: rank)
    strides = try given.optional("strides") { try given.sizes($0, rank: rank) }
    padding = try given.choice("padding")
    name = try given.name
  }
}

/// The largest number of each window along a series, for each channel.
///
/// ```swift
/// MaxPooling1D()(Tensor.ones([32, 10, 4])).shape  // (32, 5, 4)
/// ```
///
/// Shapes: [batch, steps, channels] gives [batch, positions, channels].
/// Traps: for other ranks, and if a window is larger than the input.
public final class MaxPooling1D: PoolingLayer, Configurable {
  /// A layer that keeps the largest number of each window.
  public init(
    _ poolSize: AxisSizes = 2, strides: AxisSizes? = nil, padding: WindowPadding = .valid,
    name: String? = nil
  ) {
    super.init(rank: 1, poolSize, strides: strides, padding: padding, name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from reader: ConfigReader) throws {
    let given = try PoolingConfig(reader, rank: 1)
    self.init(
      given.size, strides: given.strides, padding: given.padding, name: given.name)
  }

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
/// Shapes: [batch, rows, columns, channels] gives [batch, positions, positions, channels].
/// Traps: for other ranks, and if a window is larger than the input.
public final class MaxPooling2D: PoolingLayer, Configurable {
  /// A layer that keeps the largest number of each window.
  public init(
    _ poolSize: AxisSizes = 2, strides: AxisSizes? = nil, padding: WindowPadding = .valid,
    name: String? = nil
  ) {
    super.init(rank: 2, poolSize, strides: strides, padding: padding, name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from reader: ConfigReader) throws {
    let given = try PoolingConfig(reader, rank: 2)
    self.init(
      given.size, strides: given.strides, padding: given.padding, name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor {
    maxPool2D(
      x, size: (poolSize[0], poolSize[1]), strides: (strides[0], strides[1]), padding: padding)
  }
}

/// The mean of each window along a series, for each channel.
///
/// ```swift
/// AveragePooling1D()(Tensor.ones([32, 10, 4])).shape  // (32, 5, 4)
/// ```
///
/// Shapes: [batch, steps, channels] gives [batch, positions, channels].
/// Traps: for other ranks, and if a window is larger than the input.
public final class AveragePooling1D: PoolingLayer, Configurable {
  /// A layer that keeps the mean of each window.
  public init(
    _ poolSize: AxisSizes = 2, strides: AxisSizes? = nil, padding: WindowPadding = .valid,
    name: String? = nil
  ) {
    super.init(rank: 1, poolSize, strides: strides, padding: padding, name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from reader: ConfigReader) throws {
    let given = try PoolingConfig(reader, rank: 1)
    self.init(
      given.size, strides: given.strides, padding: given.padding, name: given.name)
  }

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
/// Shapes: [batch, rows, columns, channels] gives [batch, positions, positions, channels].
/// Traps: for other ranks, and if a window is larger than the input.
public final class AveragePooling2D: PoolingLayer, Configurable {
  /// A layer that keeps the mean of each window.
  public init(
    _ poolSize: AxisSizes = 2, strides: AxisSizes? = nil, padding: WindowPadding = .valid,
    name: String? = nil
  ) {
    super.init(rank: 2, poolSize, strides: strides, padding: padding, name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from reader: ConfigReader) throws {
    let given = try PoolingConfig(reader, rank: 2)
    self.init(
      given.size, strides: given.strides, padding: given.padding, name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor {
    averagePool2D(
      x, size: (poolSize[0], poolSize[1]), strides: (strides[0], strides[1]), padding: padding)
  }
}
