/// The elements shifted along a dimension; those that leave at one end come in at the other.
///
/// ```swift
/// roll(Tensor([1, 2, 3, 4]), 1)     // [4, 1, 2, 3]
/// roll(Tensor([1, 2, 3, 4]), -1)    // [2, 3, 4, 1]
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
public func roll(_ x: some TensorConvertible, _ shift: Int, axis: Int = 0) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "roll")
  let size = x.shape.dimensions[axis]
  guard size > 0 else { return x.unchanged }
  // The remainder is taken first, because the smallest Int, which is a valid shift, has no
  // negative.
  let remainder = shift % size
  let moved = remainder < 0 ? remainder + size : remainder
  if moved == 0 { return x.unchanged }
  let parts = split(x, sizes: [size - moved, moved], axis: axis)
  return concat([parts[1], parts[0]], axis: axis)
}

/// The elements shifted along several dimensions.
///
/// ```swift
/// roll(Tensor([[1, 2], [3, 4]]), [1, 1], axis: [0, 1])  // [[4, 3], [2, 1]]
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: there is one shift for each axis.
public func roll(_ x: some TensorConvertible, _ shifts: [Int], axis: [Int]) -> Tensor {
  guard shifts.count == axis.count else {
    misuse(
      "roll", "\(shifts.count) shifts along \(axis.count) axes",
      cure: "give one shift for each axis")
  }
  return zip(shifts, axis).reduce(x.tensor.unchanged) { roll($0, $1.0, axis: $1.1) }
}
