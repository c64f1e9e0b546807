import Tapestry

func roundStraightThrough(_ x: Tensor) throws -> Tensor {
  round(x)
}
