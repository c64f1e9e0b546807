import Tapestry

/// Filters that look at each window of an image.
final class Conv2D: Layer {
  let filters: Int
  let kernelSize: Int
  let activation: Activation
  private(set) var kernel: Variable!
  private var bias: Variable!

  init(_ filters: Int, _ kernelSize: Int, activation: Activation = .linear) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.activation = activation
    super.init()
  }

  override func build(inputShape: Shape) {
    kernel = addWeight(
      "kernel", shape: [kernelSize, kernelSize, inputShape[-1], filters])
    bias = addWeight("bias", shape: [filters], initializer: .zeros)
  }

  override func call(_ x: Tensor) -> Tensor { activation(conv2D(x, kernel) + bias) }
}

/// The largest answer of each filter in each square of four places.
final class MaxPooling2D: Layer {
  override func call(_ x: Tensor) -> Tensor { maxPool2D(x) }
}

/// All that is known of an image in one row.
final class Flatten: Layer {
  override func call(_ x: Tensor) -> Tensor { reshape(x, [x.shape[0], -1]) }
}
