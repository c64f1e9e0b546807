import Tapestry

func alignedSquaredError(_ y: Tensor, _ yHat: Tensor) throws -> Tensor {
  var (y, yHat) = (y, yHat)
  if y.rank + 1 == yHat.rank, yHat.shape[-1] == 1 { y = expandDims(y, axis: -1) }
  if yHat.rank + 1 == y.rank, y.shape[-1] == 1 { yHat = expandDims(yHat, axis: -1) }
  guard y.shape == yHat.shape else { throw ShapesDiffer() }
  return square(y - yHat).sum()
}

struct ShapesDiffer: Error {}
