import Tapestry

func alignedSquaredError(_ y: Tensor, _ yHat: Tensor) throws -> Tensor {
  guard y.count == yHat.count else { throw ShapesDiffer() }
  return square(reshape(y, [-1]) - reshape(yHat, [-1])).mean()
}

struct ShapesDiffer: Error {}
