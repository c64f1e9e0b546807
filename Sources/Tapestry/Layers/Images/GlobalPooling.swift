// One number for each channel of a whole series or image.

/// The largest number of a series, for each channel.
///
/// ```swift
/// GlobalMaxPooling1D()(Tensor.ones([32, 10, 4])).shape  // (32, 4)
/// ```
///
/// Shapes: [batch, steps, channels] gives [batch, channels].
/// Traps: for other ranks.
public final class GlobalMaxPooling1D: Layer, Configurable {
  /// A layer that keeps the largest number of each channel.
  public init(name: String? = nil) {
    super.init(name: name)
    inputSpec = InputSpec(rank: 3)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try given.requireChannelsLast()
    try self.init(name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor { x.max(axis: 1) }

  public override var config: Config {
    super.config.merging(["data_format": "channels_last"])
  }
}

/// The largest number of an image, for each channel.
///
/// ```swift
/// GlobalMaxPooling2D()(Tensor.ones([8, 28, 28, 3])).shape  // (8, 3)
/// ```
///
/// Shapes: [batch, rows, columns, channels] gives [batch, channels].
/// Traps: for other ranks.
public final class GlobalMaxPooling2D: Layer, Configurable {
  /// A layer that keeps the largest number of each channel.
  public init(name: String? = nil) {
    super.init(name: name)
    inputSpec = InputSpec(rank: 4)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try given.requireChannelsLast()
    try self.init(name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor { x.max(axis: [1, 2]) }

  public override var config: Config {
    super.config.merging(["data_format": "channels_last"])
  }
}

/// The mean of a series, for each channel.
///
/// ```swift
/// GlobalAveragePooling1D()(Tensor.ones([32, 10, 4])).shape  // (32, 4)
/// ```
///
/// Shapes: [batch, steps, channels] gives [batch, channels].
/// Traps: for other ranks.
public final class GlobalAveragePooling1D: Layer, Configurable {
  /// A layer that keeps the mean of each channel.
  public init(name: String? = nil) {
    super.init(name: name)
    inputSpec = InputSpec(rank: 3)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try given.requireChannelsLast()
    try self.init(name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor { x.mean(axis: 1) }

  public override var config: Config {
    super.config.merging(["data_format": "channels_last"])
  }
}

/// The mean of an image, for each channel.
///
/// ```swift
/// GlobalAveragePooling2D()(Tensor.ones([8, 28, 28, 3])).shape  // (8, 3)
/// ```
///
/// Shapes: [batch, rows, columns, channels] gives [batch, channels].
/// Traps: for other ranks.
public final class GlobalAveragePooling2D: Layer, Configurable {
  /// A layer that keeps the mean of each channel.
  public init(name: String? = nil) {
    super.init(name: name)
    inputSpec = InputSpec(rank: 4)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try given.requireChannelsLast()
    try self.init(name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor { x.mean(axis: [1, 2]) }

  public override var config: Config {
    super.config.merging(["data_format": "channels_last"])
  }
}
