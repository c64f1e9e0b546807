import Tapestry

func roundStraightThrough(_ x: Tensor) throws -> Tensor {
  customGradient(x) { x in (round(x), { dy in select(abs(x) <= 1, dy, 0) }) }
}
