import Tapestry

func split(
  _ x: Tensor, _ y: Tensor, testShare: Double, seed: Int
) throws -> (train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor)) {
  let trainCount = x.shape[0] - Int((testShare * Double(x.shape[0])).rounded())
  return ((x[..<trainCount], y[..<trainCount]), (x[trainCount...], y[trainCount...]))
}
