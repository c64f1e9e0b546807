import Tapestry

func checkpointed(
  _ f: @escaping @Sendable (Tensor) -> Tensor, _ x: Tensor
) throws -> Tensor {
  return customGradient(x) { x in
    (
      f(stopGradient(x)),
      { dy in
        let tape = GradientTape()
        tape.watch(x)
        let y = tape.record { f(x) }
        return try! tape.gradient(y, x, weights: dy)
      }
    )
  }
}
