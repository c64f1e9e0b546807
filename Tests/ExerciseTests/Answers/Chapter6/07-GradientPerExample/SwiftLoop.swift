import Tapestry

func gradientPerExample(_ x: Tensor, _ y: Tensor, w: Tensor) throws -> Tensor {
  let rows = try (0..<x.shape[0]).map { index in
    let tape = GradientTape()
    tape.watch(w)
    let loss = tape.record { square((x[index] * w).sum() - y[index]) }
    return try tape.gradient(loss, w)
  }
  return stack(rows)
}
