import Tapestry

func collapsed(_ layers: [(w: Tensor, b: Tensor)]) throws -> (w: Tensor, b: Tensor) {
  var (w, b) = layers[0]
  for next in layers.dropFirst() {
    w = matmul(next.w, w)
    b = matmul(expandDims(b, axis: 0), next.w)[0] + next.b
  }
  return (w, b)
}
