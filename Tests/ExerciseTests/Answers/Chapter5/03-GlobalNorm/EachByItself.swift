import Tapestry

func clipped(_ gradients: [Tensor], toGlobalNorm limit: Double) throws -> [Tensor] {
  gradients.map { gradient in
    let norm = square(gradient).sum().number.squareRoot()
    return norm > limit ? gradient * (limit / norm) : gradient
  }
}
