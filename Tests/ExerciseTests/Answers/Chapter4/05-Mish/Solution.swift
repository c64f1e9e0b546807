import Tapestry

func mish(_ x: Tensor) throws -> Tensor {
  x * tanh(maximum(x, 0) + log1p(exp(-abs(x))))
}
