// Pooling: each window of an image is reduced to one number for each channel, the largest or the
// mean.

/// The largest element of each window of an image, for each channel.
///
/// ```swift
/// let x = Tensor([[1.0, 2.0, 5.0], [4.0, 3.0, 0.0]])
/// maxPool2D(reshape(x, [1, 2, 3, 1]))                              // [[[[4]]]]
/// maxPool2D(reshape(x, [1, 2, 3, 1]), padding: .same)              // [[[[4], [5]]]]
/// ```
///
/// Without strides, the windows are side by side. Cells beyond the edge do not count.
///
/// - **Shapes:** [images, height, width, channels]; height and width become the numbers of windows.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** goes to the first of the largest elements in row-major order; other rules for
///   ties, such as equal shares, would do as well, but this is TensorFlow's.
/// - Precondition: the rank is 4, sizes and strides are at least 1, and with padding `.valid` the
///   window is no larger than the image.
public func maxPool2D(
  _ x: some TensorConvertible, size: (Int, Int) = (2, 2), strides: (Int, Int)? = nil,
  padding: WindowPadding = .valid
) -> Tensor {
  let x = x.tensor
  return bind(MaxPool2D(windows: windows("maxPool2D", x, size, strides, padding)), [x])
}

/// The mean of each window of an image, for each channel.
///
/// ```swift
/// let x = Tensor([[1.0, 2.0, 5.0], [4.0, 3.0, 0.0]])
/// averagePool2D(reshape(x, [1, 2, 3, 1]))                          // [[[[2.5]]]]
/// averagePool2D(reshape(x, [1, 2, 3, 1]), padding: .same)          // [[[[2.5], [2.5]]]]
/// ```
///
/// Without strides, the windows are side by side. Cells beyond the edge do not count: at the edge
/// it is the mean of fewer elements.
///
/// - **Shapes, DTypes, Precondition:** as `maxPool2D`.
/// - **Gradient:** yes.
public func averagePool2D(
  _ x: some TensorConvertible, size: (Int, Int) = (2, 2), strides: (Int, Int)? = nil,
  padding: WindowPadding = .valid
) -> Tensor {
  let x = x.tensor
  return bind(AveragePool2D(windows: windows("averagePool2D", x, size, strides, padding)), [x])
}

/// The largest element of each window of a sequence, for each channel.
///
/// ```swift
/// maxPool1D(Tensor([[[1.0], [3.0], [2.0], [0.0]]]))                // [[[3], [2]]]
/// ```
///
/// - **Shapes:** [sequences, length, channels], of which the length becomes the number of windows.
/// - **DTypes, Gradient, Precondition:** as `maxPool2D`.
public func maxPool1D(
  _ x: some TensorConvertible, size: Int = 2, stride: Int? = nil, padding: WindowPadding = .valid
) -> Tensor {
  let x = x.tensor
  let windows = windows("maxPool1D", x, size, stride, padding)
  return squeeze(bind(MaxPool2D(windows: windows), [expandDims(x, axis: 1)]), axis: 1)
}

/// The mean of each window of a sequence, for each channel.
///
/// ```swift
/// averagePool1D(Tensor([[[1.0], [3.0], [2.0], [0.0]]]))            // [[[2], [1]]]
/// ```
///
/// - **Shapes:** [sequences, length, channels], of which the length becomes the number of windows.
/// - **DTypes, Gradient, Precondition:** as `averagePool2D`.
public func averagePool1D(
  _ x: some TensorConvertible, size: Int = 2, stride: Int? = nil, padding: WindowPadding = .valid
) -> Tensor {
  let x = x.tensor
  let windows = windows("averagePool1D", x, size, stride, padding)
  return squeeze(bind(AveragePool2D(windows: windows), [expandDims(x, axis: 1)]), axis: 1)
}

private func windows(
  _ operation: String, _ x: Tensor, _ size: (Int, Int), _ strides: (Int, Int)?,
  _ padding: WindowPadding
) -> Windows {
  check(operation, x, "[images, height, width, channels]", rank: 4)
  let strides = strides ?? size
  return Windows(
    operation, on: [x.shape[1], x.shape[2]], size: [size.0, size.1],
    strides: [strides.0, strides.1], dilations: [1, 1], padding: padding,
    shapes: "shape \(x.shape)")
}

private func windows(
  _ operation: String, _ x: Tensor, _ size: Int, _ stride: Int?, _ padding: WindowPadding
) -> Windows {
  check(operation, x, "[sequences, length, channels]", rank: 3)
  return Windows(
    operation, on: [x.shape[1]], size: [size], strides: [stride ?? size], dilations: [1],
    padding: padding, shapes: "shape \(x.shape)")
}

private func check(_ operation: String, _ x: Tensor, _ dimensions: String, rank: Int) {
  guard x.rank == rank else {
    misuse(
      operation, "shape \(x.shape)",
      cure: "give \(dimensions); expandDims(x, axis: 0) makes a batch of one, "
        + "expandDims(x, axis: -1) a channel")
  }
  _ = x.dtype.floatingType(in: operation)
}

// MARK: - Operations

/// An operation over the windows of a pooling. Its first input gives the images' shape; the result
/// has that shape too or, if it does not make images, one number for each window.
protocol Pooling: PlacedPrimitive {
  var windows: Windows { get }
  static var loop: PoolingLoop { get }
  /// Whether the result has the images' shape, and not that of one number for each window.
  static var makesImages: Bool { get }
}

extension Pooling {
  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (images, channels) = (inputs[0].shape[0], inputs[0].shape[3])
    let (height, width) =
      Self.makesImages
      ? (windows.rows.cells, windows.columns.cells) : (windows.rows.count, windows.columns.count)
    return TensorSpec(shape: [images, height, width, channels], dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], into result: Tensor) {
    PoolingLoops(windows, result.shape).run(Self.loop, inputs, into: result)
  }
}

struct MaxPool2D: Pooling {
  let windows: Windows
  var name: String { "maxPool2D" }
  static var loop: PoolingLoop { .maxima }
  static var makesImages: Bool { false }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(MaxPool2DGradient(windows: windows), [call[0], call.dy])
  }
}

/// For images x and one number for each window: each number at the position of the window's largest
/// element, 0 elsewhere. Linear in the numbers, and piecewise constant in x.
struct MaxPool2DGradient: Pooling {
  let windows: Windows
  var name: String { "maxPool2DGradient" }
  static var loop: PoolingLoop { .gradients }
  static var makesImages: Bool { true }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0
      ? zeros(like: call[0]) : bind(MaxPool2DSelection(windows: windows), [call[0], call.dy])
  }
}

/// For images x and z: the elements of z at the positions of the largest elements of x.
struct MaxPool2DSelection: Pooling {
  let windows: Windows
  var name: String { "maxPool2DSelection" }
  static var loop: PoolingLoop { .selections }
  static var makesImages: Bool { false }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0
      ? zeros(like: call[0]) : bind(MaxPool2DGradient(windows: windows), [call[0], call.dy])
  }
}

struct AveragePool2D: Pooling {
  let windows: Windows
  var name: String { "averagePool2D" }
  static var loop: PoolingLoop { .means }
  static var makesImages: Bool { false }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(AveragePool2DGradient(windows: windows), [call.dy])
  }
}

/// One number for each window, divided equally among its cells.
struct AveragePool2DGradient: Pooling {
  let windows: Windows
  var name: String { "averagePool2DGradient" }
  static var loop: PoolingLoop { .shares }
  static var makesImages: Bool { true }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(AveragePool2D(windows: windows), [call.dy])
  }
}
