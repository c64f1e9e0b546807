/// A window that moves over images: at each position, the sum of the products of the pixels in the
/// window with the numbers of the kernel.
///
///     y[n, i, j, f] = Σ x[n, i + p, j + q, c] · kernel[p, q, c, f]    over p, q, c
///
/// Images have the shape (n, h, w, c), a kernel (kh, kw, c, f). The window moves by 1 and stays
/// inside the image. For one position (p, q) in the kernel, the sum over c is a matrix product of
/// all pixels, shifted by p and q, with a (c, f) matrix. So a convolution is a few slices, products
/// and sums, and needs no slope of its own: the slopes of its parts suffice.
package func convolved(_ images: Value, _ kernel: Value) -> Value {
  let (n, c) = (images.shape[0], images.shape[3])
  let (kh, kw, f) = (kernel.shape[0], kernel.shape[1], kernel.shape[3])
  let (h, w) = (images.shape[1] - kh + 1, images.shape[2] - kw + 1)
  var terms: [Value] = []
  for p in 0..<kh {
    for q in 0..<kw {
      let pixels = images.viewed { $0.slice(1, p..<p + h).slice(2, q..<q + w) }
      let weights = kernel.viewed { $0.slice(0, p..<p + 1).slice(1, q..<q + 1) }
      terms.append(matmul(pixels.reshaped([n * h * w, c]), weights.reshaped([c, f])))
    }
  }
  return terms.dropFirst().reduce(terms[0], +).reshaped([n, h, w, f])
}

/// A convolution with a bias, lazy like a dense layer.
///
/// ```swift
/// let layer = MiniConvolution(4, window: 5, seed: 1)
/// layer(Value(constant: MiniTensor(repeating: 0, shape: [1, 28, 28, 1]))).shape  // [1, 24, 24, 4]
/// ```
public final class MiniConvolution: MiniLayer {
  private let filters: Int
  private let window: Int
  private var random: MiniRandom
  /// The kernel and the bias.
  public private(set) var parameters: [Value] = []

  /// A layer with this many filters and a square window of this side length.
  public init(_ filters: Int, window: Int, seed: Int) {
    self.filters = filters
    self.window = window
    random = MiniRandom(seed: seed)
  }

  private func build(_ channels: Int) {
    let kernel = glorotUniform(
      [window, window, channels, filters], inputs: window * window * channels,
      outputs: window * window * filters, using: &random)
    parameters = [Value(kernel), Value(MiniTensor(repeating: 0, shape: [filters]))]
  }

  /// The output for images of shape (n, h, w, c).
  public func callAsFunction(_ x: Value) -> Value {
    if parameters.isEmpty { build(x.shape[3]) }
    return Pieces.current.convolved(x, parameters[0]) + parameters[1]
  }
}

/// The mean of each square of 2 × 2 pixels: in the shape (n, h/2, 2, w/2, 2, c) each square is
/// spread over two dimensions of size 2, which can be summed over.
public func miniMeanPooling() -> MiniActivation {
  MiniActivation { x in
    let (n, h, w, c) = (x.shape[0], x.shape[1] / 2, x.shape[2] / 2, x.shape[3])
    let sums = x.reshaped([n, h, 2, w, 2, c]).sum(to: [n, h, 1, w, 1, c])
    return (sums * Value(constant: 0.25)).reshaped([n, h, w, c])
  }
}
