// One number for each channel of a whole sequence or image.

/// The base class of global pooling layers.
public class GlobalPoolingLayer: Layer {
  @Configured(choice: "data_format", default: .last) private var order: ChannelOrder

  /// The number of dimensions that are reduced.
  class var windowRank: Int { 2 }

  /// The dimensions that are reduced.
  final var reducedAxes: [Int] { Array(1...Self.windowRank) }

  /// A layer that reduces each channel to one number.
  public init(name: String? = nil) {
    super.init(name: name)
    order = .last
    inputSpec = InputSpec(rank: Self.windowRank + 2)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(rank: Self.windowRank + 2)
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    [input[0], input[-1]]
  }
}

/// The largest number of a sequence, for each channel.
///
/// ```swift
/// GlobalMaxPooling1D()(Tensor.ones([32, 10, 4])).shape  // (32, 4)
/// ```
///
/// - **Shapes:** [batch, steps, channels] gives [batch, channels].
public final class GlobalMaxPooling1D: GlobalPoolingLayer, Configurable {
  override class var windowRank: Int { 1 }
  public override func call(_ x: Tensor) -> Tensor { x.max(axis: reducedAxes) }
}

/// The largest number of an image, for each channel.
///
/// ```swift
/// GlobalMaxPooling2D()(Tensor.ones([8, 28, 28, 3])).shape  // (8, 3)
/// ```
///
/// - **Shapes:** [batch, rows, columns, channels] gives [batch, channels].
public final class GlobalMaxPooling2D: GlobalPoolingLayer, Configurable {
  public override func call(_ x: Tensor) -> Tensor { x.max(axis: reducedAxes) }
}

/// The mean of a sequence, for each channel; if the sequence has a mask, of the steps that are
/// present.
///
/// ```swift
/// GlobalAveragePooling1D()(Tensor.ones([32, 10, 4])).shape  // (32, 4)
/// ```
///
/// - **Shapes:** [batch, steps, channels] gives [batch, channels].
public final class GlobalAveragePooling1D: GlobalPoolingLayer, Configurable {
  override class var windowRank: Int { 1 }

  public override func call(_ x: Tensor) -> Tensor {
    guard let mask = x.mask else { return x.mean(axis: reducedAxes) }
    let weights = expandDims(cast(mask, to: x.dtype), axis: 2)
    return (x * weights).sum(axis: 1) / weights.sum(axis: 1)
  }
}

/// The mean of an image, for each channel.
///
/// ```swift
/// GlobalAveragePooling2D()(Tensor.ones([8, 28, 28, 3])).shape  // (8, 3)
/// ```
///
/// - **Shapes:** [batch, rows, columns, channels] gives [batch, channels].
public final class GlobalAveragePooling2D: GlobalPoolingLayer, Configurable {
  public override func call(_ x: Tensor) -> Tensor { x.mean(axis: reducedAxes) }
}
