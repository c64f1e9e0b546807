// Exercise 4.2: a layer that waits

import ExerciseKit
import Tapestry

/// The layer x · kernel + bias. It learns the size of its inputs, the last dimension of x, from
/// the first call, and creates its weights then and only then: a kernel drawn by Glorot's rule,
/// which is what `addWeight` does unless told otherwise, and a bias of zeros.
final class MyDense: Layer {
  private let units: Int
  // TODO: the kernel and the bias.

  init(_ units: Int) {
    self.units = units
    super.init()
  }

  override func build(inputShape: Shape) {
    unsolved()
  }

  override func call(_ x: Tensor) -> Tensor {
    unsolved()
  }
}
