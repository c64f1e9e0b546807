/// How often each of the numbers 0, 1, 2, … occurs, or the sum of the weights of its occurrences.
///
/// ```swift
/// bincount(Tensor([1, 1, 3]))                                       // [0, 2, 0, 1]
/// bincount(Tensor([1, 1, 3]), weights: Tensor([0.5, 1.0, 2.0]))     // [0, 1.5, 0, 2]
/// ```
///
/// With `minLength` equal to `maxLength` the length does not depend on the numbers, and the
/// function can be traced.
///
/// - Parameters:
///   - weights: how much each number counts; without weights, each counts 1.
///   - minLength: the result has at least this many elements.
///   - maxLength: numbers from this one on are left out.
/// - **Shapes:** x any; the result is a vector that ends with the largest number.
/// - **DTypes:** x integers, the weights all numbers; the result has the weights' type, or `int32`.
/// - **Gradient:** of the weights.
/// - Precondition: no number is negative, and the weights have x's shape. While a graph is being
///   traced, `minLength` and `maxLength` are equal.
public func bincount(
  _ x: some TensorConvertible, weights: (any TensorConvertible)? = nil, minLength: Int = 0,
  maxLength: Int? = nil
) -> Tensor {
  let x = x.tensor
  guard x.dtype.isInteger else {
    misuse(
      "bincount", "the numbers are a \(x.dtype) tensor",
      cure: "cast them to integers: cast(x, to: .int32)")
  }
  guard minLength >= 0, minLength <= maxLength ?? .max else {
    misuse(
      "bincount", "at least \(minLength) and at most \(maxLength ?? .max) elements",
      cure: "give a minLength from 0 to maxLength")
  }
  let weights = weights?.tensor ?? Tensor.ones(x.shape, dtype: .int32)
  guard weights.shape == x.shape else {
    misuse(
      "bincount", "weights of shape \(weights.shape) for numbers of shape \(x.shape)",
      cure: "give one weight for each number")
  }
  let length = maxLength == minLength ? minLength : countedLength(x, minLength, maxLength)
  // Numbers that are too large are counted in one further element, which is dropped.
  let wide = cast(x, to: .int64)
  let positions = maxLength == nil ? wide : minimum(wide, length)
  let counts = scatterAdd(
    Tensor.zeros([length + 1], dtype: weights.dtype), reshape(positions, [x.count]),
    reshape(weights, [x.count]))
  return counts[..<length]
}

/// The largest number plus 1, within the bounds.
private func countedLength(_ x: Tensor, _ minLength: Int, _ maxLength: Int?) -> Int {
  guard Context.current.interpreter == nil else {
    misuse(
      "bincount", "the length of the result depends on values, which a graph does not have yet",
      cure: "give minLength and maxLength the same number")
  }
  let numbers = x.integers
  if let negative = numbers.first(where: { $0 < 0 }) {
    misuse(
      "bincount", "the number \(negative)",
      cure: "count numbers from 0 on: subtract the smallest one first")
  }
  guard let largest = numbers.max() else { return minLength }
  return max(minLength, largest < maxLength ?? .max ? largest + 1 : maxLength!)
}
