extension Initializer {
  /// A matrix whose rows or columns, whichever are fewer, are orthogonal and of the same length: it
  /// rotates vectors without stretching them, which keeps gradients from vanishing over the many
  /// steps of a recurrent layer.
  ///
  /// ```swift
  /// LSTM(8, recurrentInitializer: .orthogonal())
  /// ```
  ///
  /// - Precondition: the weight has at least two dimensions.
  /// - **Source:** Saxe, McClelland and Ganguli, 2014, "Exact solutions to the nonlinear dynamics
  ///   of learning in deep linear neural networks".
  public static func orthogonal(gain: Double = 1, seed: Int? = nil) -> Initializer {
    Initializer(
      "orthogonal", config: ["gain": .double(gain), "seed": .seed(seed)], ranks: 2...Int.max
    ) { shape, dtype in
      let columns = shape[-1]
      let rows = shape.elementCount / max(columns, 1)
      let (long, short) = (max(rows, columns), min(rows, columns))
      let normal = draw(.normal(mean: 0, deviation: 1), [long, short], dtype, seed: seed)
      let q = Tensor(
        orthonormalColumns(cast(normal, to: .float64).scalars(as: Double.self), long, short),
        shape: [long, short])
      let oriented = rows < columns ? transpose(q) : q
      return cast(gain * reshape(oriented, shape), to: dtype)
    }
  }
}

/// The columns of a matrix made orthonormal by the Gram-Schmidt process: from each, its components
/// along those before it are subtracted. This is done twice, since rounding in the first pass
/// leaves small components; Householder reflections would need no second pass, but more code.
///
/// The Q of a QR decomposition has the same columns up to their signs; Keras chooses the signs that
/// make the diagonal of R positive, which are those found here.
private func orthonormalColumns(_ matrix: [Double], _ rows: Int, _ columns: Int) -> [Double] {
  var q = matrix
  func product(_ a: Int, _ b: Int) -> Double {
    var sum = 0.0
    for row in 0..<rows { sum += q[row * columns + a] * q[row * columns + b] }
    return sum
  }
  for column in 0..<columns {
    for _ in 0..<2 {
      for before in 0..<column {
        let part = product(before, column)
        for row in 0..<rows { q[row * columns + column] -= part * q[row * columns + before] }
      }
    }
    let length = product(column, column).squareRoot()
    for row in 0..<rows { q[row * columns + column] /= length }
  }
  return q
}
