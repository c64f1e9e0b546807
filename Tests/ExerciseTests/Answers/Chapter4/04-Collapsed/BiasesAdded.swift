import Tapestry

func collapsed(_ layers: [(w: Tensor, b: Tensor)]) throws -> (w: Tensor, b: Tensor) {
  var (w, b) = layers[0]
  for next in layers.dropFirst() {
    w = matmul(w, next.w)
    b = b + next.b
  }
  return (w, b)
}
