/// The polynomial with the given coefficients, that of the highest power first.
///
/// ```swift
/// polyval([2.0, 0.0, 1.0], Tensor([3.0]))  // [19], which is 2 · 3² + 1
/// ```
///
/// Without coefficients the result is 0.
///
/// - **Shapes:** the coefficients, which may be tensors, and x broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** of x and of coefficients that are tensors.
/// - Precondition: the shapes broadcast and the element types are the same.
public func polyval(_ coefficients: [any Operand], _ x: some TensorConvertible) -> Tensor {
  let x = x.tensor
  if coefficients.isEmpty { return zeros(like: x) }
  let terms = coefficients.map { matched("polyval", $0, x)[0] }
  if terms.count == 1 {
    return broadcast(terms[0], to: Shape.broadcast(terms[0].shape, x.shape, in: "polyval"))
  }
  // Horner's rule, starting from a coefficient and not from 0: 0 times an infinite x would be NaN.
  return terms.dropFirst().reduce(terms[0]) { $0 * x + $1 }
}
