func numericGradient(
  of f: ([Double]) -> Double, at x: [Double], step: Double
) throws -> [Double] {
  x.indices.map { index in
    var (up, down) = (x, x)
    up[index] += step
    down[index] -= step
    return (f(up) - f(down)) / step
  }
}
