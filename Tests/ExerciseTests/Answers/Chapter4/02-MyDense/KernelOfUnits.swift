import Tapestry

final class MyDense: Layer {
  private let units: Int
  private var kernel: Variable!
  private var bias: Variable!

  init(_ units: Int) {
    self.units = units
    super.init()
  }

  override func build(inputShape: Shape) {
    kernel = addWeight("kernel", shape: [units, units])
    bias = addWeight("bias", shape: [units], initializer: .zeros)
  }

  override func call(_ x: Tensor) -> Tensor { matmul(x, kernel) + bias }
}
