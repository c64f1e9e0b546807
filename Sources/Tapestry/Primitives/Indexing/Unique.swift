/// The distinct elements of a vector in order of first occurrence, the index among them of each
/// element, and how often each one occurs.
///
/// ```swift
/// let (values, indices, counts) = unique(Tensor([7, 9, 7, 8]))
/// values     // [7, 9, 8]
/// indices    // [0, 1, 0, 2]
/// counts     // [2, 1, 1]
/// ```
///
/// `gather(values, indices)` gives the vector back. 0 and -0 are equal; each NaN is distinct from
/// all others.
///
/// - **DTypes:** all; the indices and counts are `int32`.
/// - **Gradient:** of the values.
/// - **Complexity:** O(n).
/// - Precondition: x is a vector, and no graph is being traced, because a graph's shapes cannot
///   depend on values.
public func unique(
  _ x: some TensorConvertible
) -> (values: Tensor, indices: Tensor, counts: Tensor) {
  let x = x.tensor
  let first = bind(FirstOccurrences(), [x])
  let indices = bind(UniqueNumbers(), [x])
  let counts = scatterAdd(
    Tensor.zeros(first.shape, dtype: .int32), indices, Tensor.ones(x.shape, dtype: .int32))
  return (gather(x, first), indices, counts)
}

/// The position at which each distinct element first occurs.
struct FirstOccurrences: Primitive {
  var name: String { "unique" }

  /// The shape depends on the elements and not only on their number, so the distinct ones are
  /// counted.
  func spec(_ inputs: [Tensor]) -> TensorSpec {
    guard inputs[0].rank == 1 else {
      misuse(
        name, "a tensor of shape \(inputs[0].shape)", cure: "make it a vector: reshape(x, [-1])")
    }
    guard Context.current.interpreter == nil else {
      misuse(
        name, "the number of different elements depends on values, which a graph does not have yet",
        cure: "call it outside the graph, or sort, which keeps the shape")
    }
    return TensorSpec(shape: [occurrences(inputs[0]).first.count], dtype: .int32)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    Tensor(occurrences(inputs[0]).first, shape: spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

/// For each element, the index of the distinct element that it equals.
struct UniqueNumbers: Primitive {
  var name: String { "unique" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: inputs[0].shape, dtype: .int32)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    Tensor(occurrences(inputs[0]).numbers, shape: spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

private func occurrences(_ x: Tensor) -> (first: [Int32], numbers: [Int32]) {
  func count<T: Scalar>(_: T.Type) -> (first: [Int32], numbers: [Int32]) {
    var (first, numbers): ([Int32], [Int32]) = ([], [])
    var seen: [T: Int32] = [:]
    for (position, element) in x.scalars(as: T.self).enumerated() {
      let number = seen[element] ?? Int32(first.count)
      if number == first.count {
        first.append(Int32(position))
        seen[element] = number
      }
      numbers.append(number)
    }
    return (first, numbers)
  }
  return count(x.dtype.scalarType)
}
