import Tapestry

func gradientPerExample(_ x: Tensor, _ y: Tensor, w: Tensor) throws -> Tensor {
  let tape = GradientTape()
  tape.watch(w)
  let loss = tape.record { square((x * w).sum(axis: 1) - y).mean() }
  return broadcast(try tape.gradient(loss, w), to: x.shape)
}
