import CKernels

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
/// - **Complexity:** O(n), that of the radix sort that finds equal elements.
/// - Precondition: x is a vector, and in a graph it is known while it is traced, because a graph's
///   shapes cannot depend on what it computes.
public func unique(
  _ x: some TensorConvertible
) -> (values: Tensor, indices: Tensor, counts: Tensor) {
  let x = x.tensor
  guard x.rank == 1 else {
    misuse("unique", "a tensor of shape \(x.shape)", cure: "make it a vector: reshape(x, [-1])")
  }
  guard !x.isSymbolic else {
    misuse(
      "unique",
      "the number of different elements depends on values, which a graph does not have yet",
      cure: "call it outside the graph, or sort, which keeps the shape")
  }
  let groups = Context.with(interpreter: nil, tapes: []) { Groups(of: x) }
  return (gather(x, groups.first), groups.indices, groups.sizes)
}

/// The elements of a vector, grouped by value in order of first occurrence.
private struct Groups {
  /// Where the first element of each group is.
  let first: Tensor
  let sizes: Tensor
  /// The group of each element.
  let indices: Tensor

  /// Integers of a small range are grouped in a table; other elements are sorted first.
  init(of x: Tensor) {
    let indices = Tensor(uninitialized: x.shape, dtype: .int32)
    let numbers = x.dtype.isInteger || x.dtype == .bool ? CountedIntegers(x) : nil
    (first, sizes) = withScratch(of: Int32.self, 2 * x.count) { memory in
      let (first, sizes) = (memory, memory + x.count)
      let count = indices.withElements(as: Int32.self) { indices in
        if x.count == 0 { return 0 }
        if let numbers, numbers.span <= max(4 * x.count, 1 << 12) {
          return numbers.group(indices, first: first, sizes: sizes)
        }
        Self.findFirstEquals(of: x, indices)
        return kernel_number_groups(indices, first, sizes, x.count)
      }
      func vector(_ elements: UnsafeMutablePointer<Int32>) -> Tensor {
        Tensor(Array(UnsafeBufferPointer(start: elements, count: count)), shape: [count])
      }
      return (vector(first), vector(sizes))
    }
    self.indices = indices
  }

  /// Writes for each element the position of the first that equals it. Equal elements are neighbors
  /// once the vector is sorted, and in order among themselves.
  private static func findFirstEquals(of x: Tensor, _ equals: UnsafeMutablePointer<Int32>) {
    let order = argsort(x).contiguous()
    func find<T: Scalar>(
      _ dtype: DType,
      _ kernel: (UnsafePointer<T>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Int32>?, Int) ->
        Void
    ) {
      withElements(of: convert(x.contiguous(), to: dtype), as: T.self, order, as: Int32.self) {
        kernel($0, $1, equals, x.count)
      }
    }
    switch x.dtype {
    case .float16, .float32: find(.float32, kernel_first_equals_f32)
    case .float64: find(.float64, kernel_first_equals_f64)
    case .int64: find(.int64, kernel_first_equals_i64)
    default: find(.int32, kernel_first_equals_i32)
    }
  }
}
