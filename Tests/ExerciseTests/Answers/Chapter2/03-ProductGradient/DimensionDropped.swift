import Tapestry

func productGradient(_ a: Tensor, _ b: Tensor, dy: Tensor) throws -> (a: Tensor, b: Tensor) {
  (sum(dy * b, to: a.shape), sum(dy * a, to: b.shape))
}

private func sum(_ x: Tensor, to shape: Shape) -> Tensor {
  let missing = x.rank - shape.rank
  let axes = (0..<x.rank).filter { $0 < missing || shape[$0 - missing] == 1 }
  return axes.isEmpty ? x : x.sum(axis: axes)
}
