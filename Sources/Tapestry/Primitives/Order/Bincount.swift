/// How often each of the numbers 0, 1, 2, … occurs, or the sum of the weights of its occurrences.
///
/// ```swift
/// bincount(Tensor([1, 1, 3]))                                       // [0, 2, 0, 1]
/// bincount(Tensor([1, 1, 3]), weights: Tensor([0.5, 1.0, 2.0]))     // [0, 1.5, 0, 2]
/// ```
///
/// With a `minLength` of `maxLength` or more the length does not depend on the numbers, and the
/// function can be traced.
///
/// - Parameters:
///   - weights: how much each number counts; without weights, each counts 1.
///   - minLength: the result has at least this many elements.
///   - maxLength: numbers from this one on are left out, and the result has at most this many
///     elements, whatever `minLength` is.
/// - **Shapes:** x any; the result is a vector that ends with the largest number.
/// - **DTypes:** x integers, the weights all numbers; the result has the weights' type, or `int32`.
/// - **Gradient:** of the weights.
/// - Precondition: no number is negative, and the weights have x's shape. While a graph is being
///   traced, `minLength` is not less than `maxLength`.
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
  guard minLength >= 0, maxLength ?? 0 >= 0 else {
    misuse(
      "bincount", "at least \(minLength) and at most \(maxLength ?? .max) elements",
      cure: "give lengths of 0 or more")
  }
  let minLength = min(minLength, maxLength ?? .max)
  let weights = weights?.tensor
  if let weights, weights.shape != x.shape {
    misuse(
      "bincount", "weights of shape \(weights.shape) for numbers of shape \(x.shape)",
      cure: "give one weight for each number")
  }
  // Of numbers that a graph computes, a fixed length is known.
  let isFixed = maxLength == minLength
  let numbers = isFixed && x.isSymbolic ? nil : countedIntegers(x)
  let largest = numbers?.range?.upperBound ?? -1
  let needed =
    maxLength.map { min(largest, $0 - 1) + 1 } ?? largest.adding(1, in: "bincount")
  let length = isFixed ? minLength : max(minLength, needed)
  if weights == nil, let numbers {
    return numbers.withCounts(from: 0, length: length) {
      Tensor(Array(UnsafeBufferPointer(start: $0, count: length)), shape: [length])
    }
  }
  // Numbers that are too large are counted in one further element, which is dropped.
  let positions = maxLength == nil ? x : minimum(cast(x, to: .int64), length)
  let summands = weights ?? Tensor.ones(x.shape, dtype: .int32)
  let empty = Tensor.zeros([length.adding(1, in: "bincount")], dtype: summands.dtype)
  let counts = scatterAdd(empty, reshape(positions, [x.count]), reshape(summands, [x.count]))
  return counts[..<length]
}

/// The numbers with their range, which determines the length of the result.
private func countedIntegers(_ x: Tensor) -> CountedIntegers {
  guard !x.isSymbolic else {
    misuse(
      "bincount", "the length of the result depends on values, which a graph does not have yet",
      cure: "give minLength and maxLength the same number")
  }
  let numbers = CountedIntegers(x)
  if let range = numbers.range, range.lowerBound < 0,
    let negative = x.integers.first(where: { $0 < 0 })
  {
    misuse(
      "bincount", "the number \(negative)",
      cure: "count numbers from 0 on: subtract the smallest one first")
  }
  return numbers
}
