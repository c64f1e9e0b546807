import Tapestry

func largestRate(for x: Tensor) throws -> Double {
  let curvature = matmul(x, x, transposeA: true) * (2 / Double(x.shape[0]))
  var v = reshape(Tensor.range(1, x.shape[1] + 1, dtype: .float32), [-1, 1])
  var largest = 0.0
  for _ in 0..<300 {
    v = matmul(curvature, v)
    largest = v.norm().number
    v = v / largest
  }
  return 2 / largest
}
