import Tapestry

func newtonSqrt(_ a: Tensor, tolerance: Double) throws -> Tensor {
  whileLoop(
    [a],
    while: { state in (abs(state[0] * state[0] - a) > tolerance * a).any() },
    do: { state in [(state[0] + a / state[0]) / 2] })[0]
}
