import Tapestry

func clipped(_ gradients: [Tensor], toGlobalNorm limit: Double) throws -> [Tensor] {
  let norm = gradients.reduce(0) { $0 + square($1).sum().number }.squareRoot()
  return gradients.map { $0 * (limit / norm) }
}
