import Tapestry

func newtonSqrt(_ a: Tensor, tolerance: Double) throws -> Tensor {
  var x = a
  for _ in 0..<20 { x = (x + a / x) / 2 }
  return x
}
