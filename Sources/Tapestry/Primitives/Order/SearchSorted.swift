import CKernels

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
/// - **Shapes:** [..., n] and [..., m] give [..., m]; the leading dimensions are equal.
/// - **DTypes:** any one numeric dtype; the result is `int32`.
/// - **Gradient:** none, a step function has no slope.
/// - **Complexity:** O(m log n) for each row.
/// - Precondition: the leading dimensions and the types are equal. Whether rows are sorted is not
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
    case .float64: search(inputs, spec, Double.self, kernel_search_f64)
    case .float16, .float32:
      search(inputs.map { convert($0, to: .float32) }, spec, Float.self, kernel_search_f32)
    case .int64: search(inputs, spec, Int64.self, kernel_search_i64)
    default: search(inputs.map { convert($0, to: .int32) }, spec, Int32.self, kernel_search_i32)
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }

  /// Searches for values by a loop of CKernelsCounting.h.
  private func search<T: Scalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type,
    _ kernel:
      @Sendable (
        UnsafePointer<T>?, Int, UnsafePointer<T>?, Int32, UnsafeMutablePointer<Int32>?, Int
      ) -> Void
  ) -> Tensor {
    let (sorted, values) = (inputs[0].contiguous(), inputs[1].contiguous())
    let (length, count) = (inputs[0].shape[-1], spec.shape[-1])
    let positions = Tensor(uninitialized: spec.shape, dtype: .int32)
    withElements(of: sorted, as: T.self, values, as: T.self, positions, as: Int32.self) {
      sorted, values, positions in
      // A search costs some ten times as much as an element of a sum.
      parallel(spec.shape.elementCount, smallest: 1 << 12) { elements in
        var first = elements.lowerBound
        while first < elements.upperBound {
          let row = first / count
          let end = min(elements.upperBound, (row + 1) * count)
          kernel(
            sorted + row * length, length, values + first, side == .right ? 1 : 0,
            positions + first,
            end - first)
          first = end
        }
      }
    }
    return positions
  }
}
