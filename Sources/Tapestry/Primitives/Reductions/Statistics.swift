// Variances, and reductions that are formulas over other operations and get their gradients from
// them.

extension TensorConvertible {
  /// The mean squared distance from the mean.
  ///
  /// ```swift
  /// Tensor([1.0, 2.0, 6.0]).variance()  // 4.6666665
  /// ```
  ///
  /// - **DTypes:** all numbers; for integers the result is `float32`.
  /// - **Gradient:** yes, for floating-point numbers.
  /// - Precondition: the axis exists.
  public func variance(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    // Integers are converted to float64, in which their squares keep their last digits; the result
    // is float32, the default type of numbers with a fraction.
    if tensor.dtype.isInteger {
      return cast(
        cast(tensor, to: .float64).variance(axis: axis, keepDims: keepDims), to: .float32)
    }
    return bind(Variance(tensor, "variance", axis, keepDims), [tensor])
  }

  /// The square root of the variance.
  ///
  /// ```swift
  /// Tensor([1.0, 3.0]).standardDeviation()  // 1
  /// ```
  ///
  /// - **DTypes:** floating-point numbers.
  /// - **Gradient:** yes.
  /// - Precondition: the axis exists.
  public func standardDeviation(axis: (any AxesConvertible)? = nil, keepDims: Bool = false)
    -> Tensor
  {
    sqrt(variance(axis: axis, keepDims: keepDims))
  }

  /// The mean and the variance together, as normalization needs them; they share their work.
  ///
  /// ```swift
  /// let (mean, variance) = Tensor([1.0, 2.0, 6.0]).moments()   // 3, 4.6666665
  /// ```
  ///
  /// - **DTypes:** floating-point numbers.
  /// - **Gradient:** yes, of both.
  /// - Precondition: the axis exists.
  public func moments(
    axis: (any AxesConvertible)? = nil, keepDims: Bool = false
  ) -> (mean: Tensor, variance: Tensor) {
    if tensor.dtype.isInteger {
      let (mean, variance) = cast(tensor, to: .float64).moments(axis: axis, keepDims: keepDims)
      return (cast(mean, to: .float32), cast(variance, to: .float32))
    }
    let x = tensor
    return (
      x.mean(axis: axis, keepDims: keepDims), bind(Variance(x, "moments", axis, keepDims), [x])
    )
  }
}

/// The fraction of elements that are 0, in `float32`.
///
/// ```swift
/// zeroFraction(Tensor([0.0, 1.0, 0.0, -2.0]))  // 0.5
/// ```
///
/// It is NaN if there are no elements.
///
/// - **DTypes:** all numbers.
/// - **Gradient:** none.
public func zeroFraction(_ x: some TensorConvertible) -> Tensor {
  let x = x.tensor
  // Counted in integers: a float32 cannot count beyond 2²⁴.
  return cast(cast(x == 0, to: .int64).sum(), to: .float32) / Double(x.count)
}

/// The logarithm of the absolute value of the beta function of the numbers along the last
/// dimension: the product of their gamma functions, divided by that of their sum.
///
/// ```swift
/// lbeta(Tensor([1.0, 3.0]))  // -1.0986123, the logarithm of 1/3
/// ```
///
/// - **Shapes:** [..., n] gives [...].
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
/// - Precondition: x is not a scalar.
public func lbeta(_ x: some TensorConvertible) -> Tensor {
  let x = x.tensor
  _ = x.shape.existingAxis(-1, in: "lbeta")
  return lgamma(x).sum(axis: -1) - lgamma(x.sum(axis: -1))
}
