/// Whether the score of each example's class is among its `k` largest.
///
/// ```swift
/// inTopK(Tensor([1, 0]), Tensor([[0.1, 0.3, 0.6], [0.1, 0.3, 0.6]]), 2)  // [true, false]
/// ```
///
/// A class counts if fewer than k have a larger score, so that of equal scores all count. Nothing
/// is among the largest in a row with a score that is infinite or NaN, and neither is a class that
/// does not exist.
///
/// - **Shapes:** classes [...] and scores [..., number of classes] give [...].
/// - **DTypes:** integers for the classes, floating-point numbers for the scores.
/// - **Gradient:** none.
/// - Precondition: there is a row of scores for each class.
public func inTopK(
  _ classes: some TensorConvertible, _ scores: some TensorConvertible, _ k: Int
) -> Tensor {
  let (classes, scores) = (classes.tensor, scores.tensor)
  guard classes.dtype.isInteger else {
    misuse(
      "inTopK", "the classes are a \(classes.dtype) tensor",
      cure: "cast them to integers: cast(classes, to: .int32)")
  }
  _ = scores.dtype.floatingType(in: "inTopK")
  guard classes.shape.dimensions == Array(scores.shape.dimensions.dropLast()), scores.rank > 0
  else {
    misuse(
      "inTopK", "classes of shape \(classes.shape) for scores of shape \(scores.shape)",
      cure: "give one class for each row of scores")
  }
  // Nothing is sorted.
  let isClass =
    expandDims(cast(classes, to: .int64), axis: -1)
    == Tensor.range(scores.shape[-1], dtype: .int64)
  let own = select(isClass, scores, 0).sum(axis: -1, keepDims: true)
  let larger = cast(scores > own, to: .int32).sum(axis: -1)
  let isKnown = logicalAnd(isClass.any(axis: -1), isFinite(scores).all(axis: -1))
  return logicalAnd(isKnown, larger < k)
}
