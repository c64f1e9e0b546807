/// The cross product of vectors of three elements: the vector that is perpendicular to both, and
/// whose length is the area of the parallelogram that they span.
///
/// ```swift
/// cross(Tensor([1, 0, 0]), Tensor([0, 1, 0]))  // [0, 0, 1]
/// ```
///
/// - **Shapes:** [..., 3] and [..., 3]; the leading dimensions broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both.
/// - Precondition: the last dimensions have size 3.
public func cross(_ a: some TensorConvertible, _ b: some TensorConvertible) -> Tensor {
  let operands = matched("cross", a, b)
  for operand in operands where operand.shape.dimensions.last != 3 {
    misuse(
      "cross", "shapes \(operands[0].shape) and \(operands[1].shape)",
      cure: "give vectors of three elements in the last dimension")
  }
  let (a, b) = (operands[0], operands[1])
  return roll(a, -1, axis: -1) * roll(b, -2, axis: -1)
    - roll(a, -2, axis: -1) * roll(b, -1, axis: -1)
}
