import AutoGraph
import Tapestry

@AutoGraph
func greatestCommonDivisor(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  var a = a
  var b = b
  while b != 0 {
    let rest = a % b
    a = b
    b = rest
  }
  return a
}
