import Tapestry

func productGradient(_ a: Tensor, _ b: Tensor, dy: Tensor) throws -> (a: Tensor, b: Tensor) {
  (sum(dy * a, to: a.shape), sum(dy * b, to: b.shape))
}

private func sum(_ x: Tensor, to shape: Shape) -> Tensor {
  let missing = x.rank - shape.rank
  var sum = x
  for axis in 0..<x.rank where axis < missing || shape[axis - missing] == 1 {
    sum = sum.sum(axis: axis, keepDims: true)
  }
  return reshape(sum, shape.dimensions)
}
