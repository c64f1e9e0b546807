/// A 1-D convolution: filters slide along a sequence.
///
/// ```swift
/// Conv1D(8, 3)(Tensor.ones([32, 10, 4])).shape                          // (32, 8, 8)
/// Conv1D(8, 3, padding: .causal)(Tensor.ones([32, 10, 4])).shape        // (32, 10, 8)
/// ```
///
/// - Precondition: no filter is longer than the sequence, unless it is padded.
/// - **Shapes:** [batch, steps, channels] gives [batch, positions, filters].
public final class Conv1D: ConvolutionLayer, Configurable {
  override class var windowRank: Int { 1 }

  override func sums(_ x: Tensor) -> Tensor {
    let unseen = (kernelSize[0] - 1) * dilation[0]
    return conv1D(
      padding == .causal ? pad(x, [(0, 0), (unseen, 0), (0, 0)]) : x, kernel, stride: strides[0],
      padding: padding.windows, dilation: dilation[0])
  }
}

/// A 2-D convolution: filters slide over images.
///
/// ```swift
/// let layer = Conv2D(32, 3, activation: .relu)
/// layer(Tensor.ones([8, 28, 28, 1])).shape      // (8, 26, 26, 32)
/// layer.variables.map(\.name)                   // ["conv2d/kernel:0", "conv2d/bias:0"]
/// ```
///
/// - Precondition: no filter is larger than the image, unless it is padded.
/// - **Shapes:** [batch, rows, columns, channels] gives [batch, positions, positions, filters].
/// - **Source:** LeCun, Bottou, Bengio and Haffner, 1998, "Gradient-based learning applied to
///   document recognition".
public final class Conv2D: ConvolutionLayer, Configurable {
  override func sums(_ x: Tensor) -> Tensor {
    conv2D(
      x, kernel, strides: (strides[0], strides[1]), padding: padding.windows,
      dilations: (dilation[0], dilation[1]))
  }
}

/// A transposed convolution, which turns small images into large ones.
///
/// ```swift
/// Conv2DTranspose(1, 3, strides: 2, padding: .same)(Tensor.ones([8, 14, 14, 32])).shape
/// // (8, 28, 28, 1)
/// ```
///
/// - **Shapes:** [batch, rows, columns, channels] gives [batch, rows · stride, columns · stride,
///   filters]; without padding it is larger by as much as the filters are larger than the stride.
public final class Conv2DTranspose: ConvolutionLayer, Configurable {
  override func connections(channels: Int) -> [Int] { [filters, channels] }

  override func sums(_ x: Tensor) -> Tensor {
    conv2DTranspose(
      x, kernel, strides: (strides[0], strides[1]), padding: padding.windows,
      dilations: (dilation[0], dilation[1]))
  }

  override func outputSizes(for input: Shape) throws(InvalidUse) -> [Int] {
    let sizes = Array(input.dimensions.dropFirst().dropLast())
    return sizes.indices.map { axis in
      let extent = (kernelSize[axis] - 1) * dilation[axis] + 1
      return sizes[axis] * strides[axis]
        + (padding == .valid ? max(extent - strides[axis], 0) : 0)
    }
  }
}
