/// The whole tensor repeated along each dimension.
///
/// ```swift
/// tile(Tensor([[1, 2], [3, 4]]), [1, 2])  // [[1, 2, 1, 2], [3, 4, 3, 4]]
/// tile(Tensor([1, 2]), [2, 1])            // [[1, 2], [1, 2]]
/// ```
///
/// - **Shapes:** each dimension times its number; the shorter of the shape and the list is padded
///   with ones in front.
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: each number is zero or more.
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
  // A dimension of size 1 is put in front of each one, and repeated.
  let apart = reshape(x, Shape(sizes.flatMap { [1, $0] }))
  let repeated = broadcast(apart, to: Shape(zip(multiples, sizes).flatMap { [$0, $1] }))
  return reshape(repeated, Shape(zip(multiples, sizes).map { $0.multiplied(by: $1, in: "tile") }))
}
