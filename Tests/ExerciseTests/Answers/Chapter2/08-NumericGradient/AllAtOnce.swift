func numericGradient(
  of f: ([Double]) -> Double, at x: [Double], step: Double
) throws -> [Double] {
  x.map { _ in
    (f(x.map { $0 + step }) - f(x.map { $0 - step })) / (2 * step)
  }
}
