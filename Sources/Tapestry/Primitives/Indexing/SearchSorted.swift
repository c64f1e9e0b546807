/// The side of equal elements on which `searchSorted` inserts.
public enum SearchSide: Sendable {
  /// In front of them.
  case left
  /// Behind them.
  case right
}

/// The positions at which values would have to be inserted into sorted rows to keep them sorted.
///
/// ```swift
/// searchSorted(Tensor([1, 3, 5]), Tensor([0, 3, 9]))                  // [0, 1, 3]
/// searchSorted(Tensor([1, 3, 5]), Tensor([0, 3, 9]), side: .right)    // [0, 2, 3]
/// ```
///
/// - **Shapes:** [..., n] and [..., m] give [..., m]; the dimensions in front are equal.
/// - **DTypes:** any one numeric dtype; the result is `int32`.
/// - **Gradient:** none, a step function has no slope.
/// - **Complexity:** O(m log n) for each row.
/// - Precondition: the dimensions in front and the types are equal. Whether rows are sorted is not
///   checked.
public func searchSorted(
  _ sorted: some TensorConvertible, _ values: some Operand, side: SearchSide = .left
) -> Tensor {
  bind(SearchSorted(side: side), matched("searchSorted", sorted, values))
}

struct SearchSorted: Primitive {
  let side: SearchSide
  var name: String { "searchSorted" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (rows, values) = (inputs[0].shape, inputs[1].shape)
    guard rows.rank > 0, rows.rank == values.rank,
      rows.dimensions.dropLast() == values.dimensions.dropLast()
    else {
      misuse(
        name, "values of shape \(values) in rows of shape \(rows)",
        cure: "give both the same dimensions but for the last: reshape one value to [1]")
    }
    guard inputs[0].dtype != .bool else {
      misuse(name, "not defined for bool", cure: "cast first: cast(x, to: .int32)")
    }
    return TensorSpec(shape: values, dtype: .int32)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    switch inputs[0].dtype {
    case .float64: search(inputs, spec, Double.self)
    case .float16, .float32:
      search(inputs.map { convert($0, to: .float32) }, spec, Float.self)
    default: search(inputs.map { convert($0, to: .int64) }, spec, Int64.self)
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }

  private func search<T: Scalar & Comparable>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) -> Tensor {
    let (sorted, values) = (inputs[0].scalars(as: T.self), inputs[1].scalars(as: T.self))
    let (length, count) = (inputs[0].shape[-1], spec.shape[-1])
    let positions = values.indices.map { index in
      let start = index / count * length
      var (low, high) = (start, start + length)
      while low < high {
        let middle = (low + high) / 2
        let element = sorted[middle]
        let isBefore = side == .left ? element < values[index] : !(values[index] < element)
        if isBefore { low = middle + 1 } else { high = middle }
      }
      return Int32(low - start)
    }
    return Tensor(positions, shape: spec.shape)
  }
}
