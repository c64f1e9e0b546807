import AutoGraph
import Tapestry

@AutoGraph
func greatestCommonDivisor(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  var x = Int(a.number)
  var y = Int(b.number)
  while y != 0 {
    let rest = x % y
    x = y
    y = rest
  }
  return Tensor(x)
}
