import Tapestry

func gradientPerExample(_ x: Tensor, _ y: Tensor, w: Tensor) throws -> Tensor {
  try vectorizedMap(
    { row, target in
      let tape = GradientTape()
      tape.watch(w)
      let loss = tape.record { square((row * w).sum() - target) }
      return try tape.gradient(loss, w)
    }, x, y)
}
