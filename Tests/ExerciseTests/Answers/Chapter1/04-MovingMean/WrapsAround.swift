import Tapestry

func movingMean(_ x: Tensor, window: Int) throws -> Tensor {
  let twice = concat([x, x], axis: 0)
  let count = x.count
  var sum = x
  for back in 1..<window { sum = sum + twice[count - back..<2 * count - back] }
  return sum / Double(window)
}
