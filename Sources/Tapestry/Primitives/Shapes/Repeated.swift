/// Each element along a dimension repeated a number of times.
///
/// ```swift
/// repeated(Tensor([[1, 2], [3, 4]]), 2, axis: 1)  // [[1, 1, 2, 2], [3, 3, 4, 4]]
/// ```
///
/// NumPy calls this `repeat`, which is a keyword in Swift.
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the axis exists, and the number is zero or more.
public func repeated(_ x: some TensorConvertible, _ times: Int, axis: Int = 0) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "repeated")
  guard times >= 0 else {
    misuse("repeated", "\(times) times", cure: "repeat elements zero or more times")
  }
  var dimensions = x.shape.dimensions
  dimensions.insert(times, at: axis + 1)
  let spread = broadcast(expandDims(x, axis: axis + 1), to: Shape(dimensions))
  dimensions.remove(at: axis + 1)
  dimensions[axis] = dimensions[axis].multiplied(by: times, in: "repeated")
  return reshape(spread, Shape(dimensions))
}

/// Each element along a dimension repeated a number of times of its own.
///
/// ```swift
/// repeated(Tensor([7, 8, 9]), [2, 0, 1])  // [7, 7, 9]
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the axis exists, and there is one number, zero or more, for each element.
public func repeated(_ x: some TensorConvertible, _ times: [Int], axis: Int = 0) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "repeated")
  guard times.count == x.shape.dimensions[axis], times.allSatisfy({ $0 >= 0 }) else {
    misuse(
      "repeated", "numbers \(times) for axis \(axis) of shape \(x.shape)",
      cure: "give \(x.shape.dimensions[axis]) numbers, each zero or more")
  }
  let count = times.reduce(0) { $0.adding($1, in: "repeated") }
  let positions = Tensor(uninitialized: [count], dtype: .int64)
  positions.withElements { (elements: UnsafeMutablePointer<Int>) in
    var start = 0
    for (position, times) in times.enumerated() {
      (elements + start).update(repeating: position, count: times)
      start += times
    }
  }
  return gather(x, positions, axis: axis)
}
