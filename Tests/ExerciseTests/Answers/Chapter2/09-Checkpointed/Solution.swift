import Tapestry

func checkpointed(
  _ f: @escaping @Sendable (Tensor) -> Tensor, _ x: Tensor
) throws -> Tensor {
  let y = initScope { f(x) }
  return customGradient(x) { x in
    (
      y,
      { dy in
        let tape = GradientTape()
        tape.watch(x)
        let y = tape.record { f(x) }
        return try! tape.gradient(y, x, weights: dy)
      }
    )
  }
}
