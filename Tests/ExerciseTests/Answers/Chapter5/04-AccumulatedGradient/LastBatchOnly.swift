import Tapestry

func accumulatedGradient(
  of w: Variable, batches: [(x: Tensor, y: Tensor)]
) throws -> Tensor {
  var gradient = Tensor.zeros(w.shape)
  for (x, y) in batches {
    let tape = GradientTape()
    let loss = tape.record { square(matmul(x, w) - y).mean() }
    gradient = try tape.gradient(loss, w)
  }
  return gradient
}
