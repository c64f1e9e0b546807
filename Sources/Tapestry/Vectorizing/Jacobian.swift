extension GradientTape {
  /// The gradient of each element of the target with respect to the source.
  ///
  /// ```swift
  /// let y = tape.record { x * x }
  /// try tape.jacobian(y, x)       // for x of shape (2,): [[2 x0, 0], [0, 2 x1]]
  /// ```
  ///
  /// It takes one backward walk for all elements of the target at once, by `vectorizedMap`.
  ///
  /// - Throws: as `gradient`.
  /// - **Shapes**: the target's dimensions, then the source's.
  public func jacobian(
    _ target: some TensorConvertible, _ source: some TensorConvertible
  ) throws -> Tensor {
    let target = value(of: target)
    let dimensions = target.shape.dimensions
    let weights = reshape(
      Tensor.eye(target.count, dtype: target.dtype), Shape([target.count] + dimensions))
    let rows = try vectorizedMap(
      { weights in
        try self.differentiate(target, [source], weights: weights)[0].mapError { reason in
          TapeError.noGradient(source: self.describe(source, 0), reason: reason)
        }.get()
      }, weights)
    return reshape(rows, Shape(dimensions + source.tensor.shape.dimensions))
  }
}
