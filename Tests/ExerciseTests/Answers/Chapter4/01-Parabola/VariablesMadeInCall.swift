import Tapestry

final class Parabola: Model {
  private var made: [Variable] = []

  override func call(_ x: Tensor) -> Tensor {
    let (a, b, c) = (Variable(0.0), Variable(0.0), Variable(0.0))
    made += [a, b, c]
    return a * x * x + b * x + c
  }
}
