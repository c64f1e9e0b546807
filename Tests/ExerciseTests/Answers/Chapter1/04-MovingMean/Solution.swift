import Tapestry

func movingMean(_ x: Tensor, window: Int) throws -> Tensor {
  let count = x.count - window + 1
  var sum = x[..<count]
  for start in 1..<window { sum = sum + x[start..<start + count] }
  return sum / Double(window)
}
