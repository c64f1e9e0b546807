import Tapestry

func split(
  _ x: Tensor, _ y: Tensor, testShare: Double, seed: Int
) throws -> (train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor)) {
  setRandomSeed(seed)
  let testCount = Int((testShare * Double(x.shape[0])).rounded())
  let (a, b) = (shuffled(x), shuffled(y))
  return ((a[testCount...], b[testCount...]), (a[..<testCount], b[..<testCount]))
}
