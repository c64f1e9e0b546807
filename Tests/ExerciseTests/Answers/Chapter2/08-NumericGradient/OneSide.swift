func numericGradient(
  of f: ([Double]) -> Double, at x: [Double], step: Double
) throws -> [Double] {
  let here = f(x)
  return x.indices.map { index in
    var up = x
    up[index] += step
    return (f(up) - here) / step
  }
}
