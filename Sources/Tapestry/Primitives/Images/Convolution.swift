// Convolution: a window slides over images, and what it sees is multiplied by filters.
//
// Three operations belong together. Of a convolution's input, filters and output, each computes one
// from the other two; and since all are linear in both of their inputs, the gradients of each are
// the other two. Second and higher derivatives need nothing further.

/// The 2-D convolution of images: each window times each filter.
///
/// ```swift
/// let images = Tensor.ones([8, 28, 28, 1]), filters = Tensor.ones([3, 3, 1, 32])
/// conv2D(images, filters).shape                                        // (8, 26, 26, 32)
/// conv2D(images, filters, padding: .same).shape                        // (8, 28, 28, 32)
/// conv2D(images, filters, strides: (2, 2), padding: .same).shape       // (8, 14, 14, 32)
/// conv2D(images, filters, dilations: (2, 2)).shape                     // (8, 24, 24, 32)
/// ```
///
/// As everywhere in deep learning, the filter is not flipped, as it would be in a convolution in
/// the mathematical sense.
///
/// - **Shapes:** [images, height, width, channels] and [rows, columns, channels, filters] give
///   [images, height, width, filters].
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both.
/// - Precondition: the ranks are those above, the channels are equal, strides and dilations are at
///   least 1, and with padding `.valid` the window is no larger than the image.
/// - **Source:** Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016).
public func conv2D(
  _ x: some TensorConvertible, _ filters: some TensorConvertible, strides: (Int, Int) = (1, 1),
  padding: WindowPadding = .valid, dilations: (Int, Int) = (1, 1)
) -> Tensor {
  let operands = matched("conv2D", x, filters)
  let (x, filters) = (operands[0], operands[1])
  checkShapes("conv2D", x, filters, dimensions: 2)
  let windows = Windows(
    "conv2D", on: [x.shape[1], x.shape[2]], size: [filters.shape[0], filters.shape[1]],
    strides: [strides.0, strides.1], dilations: [dilations.0, dilations.1], padding: padding,
    shapes: shapes(x, filters))
  return convolution(x, filters, windows)
}

/// The 1-D convolution of sequences: each window times each filter.
///
/// ```swift
/// conv1D(Tensor.ones([8, 20, 3]), Tensor.ones([5, 3, 16])).shape       // (8, 16, 16)
/// ```
///
/// - **Shapes:** [sequences, length, channels] and [taps, channels, filters] give [sequences,
///   length, filters].
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both.
/// - Precondition: as `conv2D`.
public func conv1D(
  _ x: some TensorConvertible, _ filters: some TensorConvertible, stride: Int = 1,
  padding: WindowPadding = .valid, dilation: Int = 1
) -> Tensor {
  let operands = matched("conv1D", x, filters)
  let (x, filters) = (operands[0], operands[1])
  checkShapes("conv1D", x, filters, dimensions: 1)
  let windows = Windows(
    "conv1D", on: [x.shape[1]], size: [filters.shape[0]], strides: [stride],
    dilations: [dilation], padding: padding, shapes: shapes(x, filters))
  let y = convolution(expandDims(x, axis: 1), expandDims(filters, axis: 0), windows)
  return squeeze(y, axis: 1)
}

/// The transposed convolution, which reverses the shapes of `conv2D`: each cell of the input, times
/// each filter, is added to all cells that a window at its position would see.
///
/// ```swift
/// let x = Tensor.ones([8, 14, 14, 32]), filters = Tensor.ones([3, 3, 16, 32])
/// conv2DTranspose(x, filters, strides: (2, 2), padding: .same).shape   // (8, 28, 28, 16)
/// ```
///
/// Images of different sizes can have the same number of windows: with stride 2, both 27 and 28
/// give 14. `outputSize` says which size is meant; without it, the output has the input's size
/// times the strides, as in Keras.
///
/// - **Shapes:** [images, height, width, filters] and [rows, columns, channels, filters] give
///   [images, height, width, channels].
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both.
/// - Precondition: the ranks are those above, the last dimensions are equal, strides and dilations
///   are at least 1, and windows on an image of the output's size give the input's.
public func conv2DTranspose(
  _ x: some TensorConvertible, _ filters: some TensorConvertible, strides: (Int, Int) = (1, 1),
  padding: WindowPadding = .valid, dilations: (Int, Int) = (1, 1), outputSize: (Int, Int)? = nil
) -> Tensor {
  let name = "conv2DTranspose"
  let operands = matched(name, x, filters)
  let (x, filters) = (operands[0], operands[1])
  checkShapes(name, x, filters, dimensions: 2, isTransposed: true)
  func size(_ axis: Int, _ stride: Int, _ dilation: Int) -> Int {
    let cells = x.shape[axis + 1].multiplied(by: stride, in: name)
    if padding == .same { return cells }
    let taps = filters.shape[axis]
    let span = (taps - 1).multiplied(by: dilation, in: name).adding(1, in: name)
    return span <= stride ? cells : cells.adding(span - max(stride, 0), in: name)
  }
  let size = outputSize ?? (size(0, strides.0, dilations.0), size(1, strides.1, dilations.1))
  let windows = Windows(
    name, on: [size.0, size.1], size: [filters.shape[0], filters.shape[1]],
    strides: [strides.0, strides.1], dilations: [dilations.0, dilations.1], padding: padding,
    shapes: shapes(x, filters))
  guard windows.rows.count == x.shape[1] && windows.columns.count == x.shape[2] else {
    misuse(
      name,
      "an output of \(size) has \((windows.rows.count, windows.columns.count)) windows, not one for "
        + "each cell of \(shapes(x, filters))",
      cure: "leave outputSize out, or give a size near that of the input times the strides")
  }
  return bind(Conv2DInputGradient(windows: windows), [x, filters])
}

private func shapes(_ x: Tensor, _ filters: Tensor) -> String {
  "shape \(x.shape) and filters of shape \(filters.shape)"
}

private func checkShapes(
  _ operation: String, _ x: Tensor, _ filters: Tensor, dimensions: Int, isTransposed: Bool = false
) {
  let (image, window) =
    dimensions == 1
    ? ("[sequences, length, channels]", "[taps, channels, filters]")
    : ("[images, height, width, channels]", "[rows, columns, channels, filters]")
  guard x.rank == dimensions + 2 && filters.rank == dimensions + 2 else {
    misuse(
      operation, shapes(x, filters),
      cure: "give \(image) and \(window); expandDims(x, axis: 0) makes a batch of one, "
        + "expandDims(x, axis: -1) a channel")
  }
  _ = x.dtype.floatingType(in: operation)
  let channels = filters.shape[isTransposed ? -1 : -2]
  guard x.shape[-1] == channels else {
    misuse(
      operation, "\(shapes(x, filters)): \(x.shape[-1]) channels meet filters for \(channels)",
      cure: "make the last dimension of x and the \(isTransposed ? "last" : "last but one") of the "
        + "filters equal")
  }
}

/// A convolution, or a matrix product where each window sees a single cell.
private func convolution(_ x: Tensor, _ filters: Tensor, _ windows: Windows) -> Tensor {
  guard windows.taps == 1 && windows.count == windows.cells else {
    return bind(Convolution2D(windows: windows), [x, filters])
  }
  let (channels, count) = (filters.shape[2], filters.shape[3])
  let cells = reshape(x, [x.shape[0] * windows.cells, channels])
  let y = matmul(cells, reshape(filters, [channels, count]))
  return reshape(y, Shape(x.shape.dimensions.dropLast() + [count]))
}

// MARK: - Operations

/// The output from the input and the filters.
struct Convolution2D: PlacedPrimitive {
  let windows: Windows
  var name: String { "conv2D" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (images, filters) = (inputs[0].shape[0], inputs[1].shape[3])
    return TensorSpec(
      shape: [images, windows.rows.count, windows.columns.count, filters], dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], into y: Tensor) {
    windows.loops(images: inputs[0].shape, filters: inputs[1].shape)
      .run(.outputs, inputs[0], inputs[1], y)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0
      ? bind(Conv2DInputGradient(windows: windows), [call.dy, call[1]])
      : bind(Conv2DFilterGradient(windows: windows), [call[0], call.dy])
  }
}

/// The gradient with respect to the input, from that with respect to the output and the filters.
struct Conv2DInputGradient: PlacedPrimitive {
  let windows: Windows
  var name: String { "conv2DInputGradient" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (images, channels) = (inputs[0].shape[0], inputs[1].shape[2])
    return TensorSpec(
      shape: [images, windows.rows.cells, windows.columns.cells, channels], dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], into x: Tensor) {
    windows.loops(images: x.shape, filters: inputs[1].shape)
      .run(.inputs, inputs[0], inputs[1], x)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0
      ? bind(Convolution2D(windows: windows), [call.dy, call[1]])
      : bind(Conv2DFilterGradient(windows: windows), [call.dy, call[0]])
  }
}

/// The gradient with respect to the filters, from the input and the gradient with respect to the
/// output.
struct Conv2DFilterGradient: PlacedPrimitive {
  let windows: Windows
  var name: String { "conv2DFilterGradient" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(
      shape: [windows.rows.taps, windows.columns.taps, inputs[0].shape[3], inputs[1].shape[3]],
      dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], into filters: Tensor) {
    windows.loops(images: inputs[0].shape, filters: filters.shape)
      .run(.weights, inputs[0], inputs[1], filters)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0
      ? bind(Conv2DInputGradient(windows: windows), [call[1], call.dy])
      : bind(Convolution2D(windows: windows), [call[0], call.dy])
  }
}

extension Windows {
  func loops(images: Shape, filters: Shape) -> ConvolutionLoops {
    ConvolutionLoops(
      patches: Patches(self, images: images[0], channels: images[3]), filters: filters[3])
  }
}
