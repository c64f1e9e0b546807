import Tapestry

final class MyDense: Layer {
  private let units: Int

  init(_ units: Int) {
    self.units = units
    super.init()
  }

  override func call(_ x: Tensor) -> Tensor {
    let kernel = addWeight("kernel", shape: [x.shape[-1], units])
    let bias = addWeight("bias", shape: [units], initializer: .zeros)
    return matmul(x, kernel) + bias
  }
}
