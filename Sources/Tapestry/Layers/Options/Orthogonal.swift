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
      if short == 0 { return Tensor.zeros(shape, dtype: dtype) }
      let normal = draw(.normal(mean: 0, deviation: 1), [long, short], dtype, seed: seed)
      let (q, r) = qr(cast(normal, to: .float64))
      // LAPACK's choice of signs depends on the matrix. With those that make the diagonal of r
      // positive, as in Keras, all orthogonal matrices are equally likely.
      let signed = q * sign(diagonal(r))
      let oriented = rows < columns ? transpose(signed) : signed
      return cast(gain * reshape(oriented, shape), to: dtype)
    }
  }
}
