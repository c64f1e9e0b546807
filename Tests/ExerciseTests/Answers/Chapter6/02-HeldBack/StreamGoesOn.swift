import Tapestry

func split(
  _ x: Tensor, _ y: Tensor, testShare: Double, seed: Int
) throws -> (train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor)) {
  let count = x.shape[0]
  let order = shuffled(Tensor.range(count), seed: seed)
  let testCount = Int((testShare * Double(count)).rounded())
  let (test, train) = (order[..<testCount], order[testCount...])
  return ((gather(x, train), gather(y, train)), (gather(x, test), gather(y, test)))
}
