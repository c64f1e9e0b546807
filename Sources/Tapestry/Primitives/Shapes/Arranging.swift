// The same elements repeated or turned around. These are views and formulas over other operations,
// from which they have their gradients.

/// The whole tensor repeated along each dimension.
///
/// ```swift
/// tile(Tensor([[1, 2], [3, 4]]), [1, 2])  // [[1, 2, 1, 2], [3, 4, 3, 4]]
/// tile(Tensor([1, 2]), [2, 1])            // [[1, 2], [1, 2]]
/// ```
///
/// Shapes: each dimension times its number; the shorter of the shape and the list is filled up with
/// ones in front. DTypes: all. Gradient: yes. Traps: if a number is negative.
public func tile(_ x: some TensorConvertible, _ multiples: [Int]) -> Tensor {
  let x = x.tensor
  for multiple in multiples where multiple < 0 {
    misuse(
      "tile", "\(multiples) repeats a dimension \(multiple) times",
      cure: "repeat each dimension zero or more times")
  }
  let rank = max(x.rank, multiples.count)
  let sizes = [Int](repeating: 1, count: rank - x.rank) + x.shape.dimensions
  let multiples = [Int](repeating: 1, count: rank - multiples.count) + multiples
  // A dimension of size 1 in front of each one; that is the one to repeat.
  let apart = reshape(x, Shape(sizes.flatMap { [1, $0] }))
  let repeated = broadcast(apart, to: Shape(zip(multiples, sizes).flatMap { [$0, $1] }))
  return reshape(repeated, Shape(zip(multiples, sizes).map { $0 * $1 }))
}

/// Each element along a dimension repeated a number of times.
///
/// ```swift
/// repeated(Tensor([[1, 2], [3, 4]]), 2, axis: 1)  // [[1, 1, 2, 2], [3, 3, 4, 4]]
/// ```
///
/// NumPy calls this `repeat`, which is a word of the Swift language.
///
/// DTypes: all. Gradient: yes. Traps: if there is no such axis, or the number is negative.
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
  dimensions[axis] *= times
  return reshape(spread, Shape(dimensions))
}

/// Each element along a dimension repeated a number of times of its own.
///
/// ```swift
/// repeated(Tensor([7, 8, 9]), [2, 0, 1])  // [7, 7, 9]
/// ```
///
/// DTypes: all. Gradient: yes.
/// Traps: if there is no such axis, or there is not one number, zero or more, for each element.
public func repeated(_ x: some TensorConvertible, _ times: [Int], axis: Int = 0) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "repeated")
  guard times.count == x.shape.dimensions[axis], times.allSatisfy({ $0 >= 0 }) else {
    misuse(
      "repeated", "numbers \(times) for axis \(axis) of shape \(x.shape)",
      cure: "give \(x.shape.dimensions[axis]) numbers, each zero or more")
  }
  let positions = times.enumerated().flatMap { [Int](repeating: $0, count: $1) }
  return gather(x, Tensor(positions, shape: [positions.count]), axis: axis)
}

/// The elements in the opposite order along the given dimensions, or along all.
///
/// ```swift
/// reverse(Tensor([[1, 2], [3, 4]]))            // [[4, 3], [2, 1]]
/// reverse(Tensor([[1, 2], [3, 4]]), axis: 1)   // [[2, 1], [4, 3]]
/// ```
///
/// Nothing is copied.
///
/// DTypes: all. Gradient: yes. Traps: if there is no such axis.
public func reverse(_ x: some TensorConvertible, axis: (any Axes)? = nil) -> Tensor {
  let x = x.tensor
  let axes = x.shape.resolve(axis?.axes, in: "reverse")
  let parts = x.shape.dimensions.enumerated().map { dimension, size in
    StridedSlice.Part(
      size: size, start: nil, end: nil, step: axes.contains(dimension) ? -1 : 1)
  }
  return bind(StridedSlice(parts: parts), [x])
}
