/// The product of two tensors, summed over the last dimensions of the first and the same number of
/// first dimensions of the second.
///
/// ```swift
/// tensordot(Tensor.ones([2, 3, 4]), Tensor.ones([3, 4, 5]), axes: 2).shape  // (2, 5)
/// tensordot(Tensor([1, 2]), Tensor([3, 4]), axes: 0)                        // [[3, 4], [6, 8]]
/// ```
///
/// - **Shapes:** the dimensions of `a`, then those of `b`, without those that are summed.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both.
/// - Precondition: both have at least `count` dimensions, and those that are summed have equal
///   sizes.
public func tensordot(
  _ a: some TensorConvertible, _ b: some TensorConvertible, axes count: Int
) -> Tensor {
  let operands = matched("tensordot", a, b)
  guard count >= 0 && count <= min(operands[0].rank, operands[1].rank) else {
    misuse(
      "tensordot",
      "\(count) dimensions of shapes \(operands[0].shape) and \(operands[1].shape)",
      cure: "sum over 0 to \(min(operands[0].rank, operands[1].rank)) dimensions")
  }
  let last = Array((operands[0].rank - count)..<operands[0].rank)
  return tensordot(operands[0], operands[1], axes: (last, Array(0..<count)))
}

/// The product of two tensors, summed over pairs of dimensions.
///
/// ```swift
/// let a = Tensor([[1, 2], [3, 4]])
/// tensordot(a, a, axes: ([0], [0]))  // [[10, 14], [14, 20]]
/// ```
///
/// - Parameter axes: the dimensions of `a` to be summed, and for each of them the matching
///   dimension of `b`.
/// - **Shapes:** the dimensions of `a`, then those of `b`, without those that are summed.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both.
/// - Precondition: `axes` names the same number of dimensions of `a` and of `b`, each once, and of
///   equal sizes.
public func tensordot(
  _ a: some TensorConvertible, _ b: some TensorConvertible, axes: (a: [Int], b: [Int])
) -> Tensor {
  let operands = matched("tensordot", a, b)
  let (a, b) = (operands[0], operands[1])
  guard axes.a.count == axes.b.count else {
    misuse(
      "tensordot", "axes \(axes.a) of the first tensor and \(axes.b) of the second",
      cure: "name as many dimensions of one as of the other")
  }
  let left = Sides(a, summed: axes.a)
  let right = Sides(b, summed: axes.b)
  guard left.summedSizes == right.summedSizes else {
    misuse(
      "tensordot",
      "axes \(axes.a) of shape \(a.shape) have sizes \(left.summedSizes), axes \(axes.b) of shape "
        + "\(b.shape) sizes \(right.summedSizes)",
      cure: "pair dimensions of equal sizes")
  }
  let inner = Shape(left.summedSizes).elementCount
  let rows = transpose(a, left.kept + left.summed)
  let columns = transpose(b, right.summed + right.kept)
  let product = matmul(
    reshape(rows, Shape([Shape(left.keptSizes).elementCount, inner])),
    reshape(columns, Shape([inner, Shape(right.keptSizes).elementCount])))
  return reshape(product, Shape(left.keptSizes + right.keptSizes))
}

/// The dimensions of one tensor: those that are summed, in the order given, and the others.
private struct Sides {
  let summed: [Int]
  let kept: [Int]
  let summedSizes: [Int]
  let keptSizes: [Int]

  init(_ x: Tensor, summed axes: [Int]) {
    // Called only to reject dimensions that are named twice: the list that it returns is sorted,
    // and here the order matters.
    _ = x.shape.resolve(axes, in: "tensordot")
    summed = axes.map { x.shape.resolve($0, in: "tensordot") }
    kept = (0..<x.rank).filter { [summed] axis in !summed.contains(axis) }
    summedSizes = summed.map { x.shape.dimensions[$0] }
    keptSizes = kept.map { x.shape.dimensions[$0] }
  }
}
