import Tapestry

final class Parabola: Model {
  let a = Variable(0.0)
  let b = Variable(0.0)

  override func call(_ x: Tensor) -> Tensor { a * x * x + b * x }
}
