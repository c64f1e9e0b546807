/// The elements in the opposite order along the given dimensions, or along all.
///
/// ```swift
/// reverse(Tensor([[1, 2], [3, 4]]))            // [[4, 3], [2, 1]]
/// reverse(Tensor([[1, 2], [3, 4]]), axis: 1)   // [[2, 1], [4, 3]]
/// ```
///
/// Nothing is copied.
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
public func reverse(_ x: some TensorConvertible, axis: (any AxesConvertible)? = nil) -> Tensor {
  let x = x.tensor
  let axes = x.shape.resolve(axis?.axes, in: "reverse")
  let parts = x.shape.dimensions.enumerated().map { dimension, size in
    StridedSlice.Part(
      size: size, start: nil, end: nil, step: axes.contains(dimension) ? -1 : 1)
  }
  return bind(StridedSlice(parts: parts), [x])
}
