import Tapestry

func collapsed(_ layers: [(w: Tensor, b: Tensor)]) throws -> (w: Tensor, b: Tensor) {
  var w = layers[0].w
  for next in layers.dropFirst() { w = matmul(w, next.w) }
  return (w, layers.last!.b)
}
