import Tapestry

func accumulatedGradient(
  of w: Variable, batches: [(x: Tensor, y: Tensor)]
) throws -> Tensor {
  var sum = Tensor.zeros(w.shape)
  var rows = 0
  for (x, y) in batches {
    let tape = GradientTape()
    let loss = tape.record { square(matmul(x, w) - y).sum() }
    sum = sum + (try tape.gradient(loss, w))
    rows += x.shape[0]
  }
  return sum / Double(rows)
}
