/// The same numbers in another element type.
///
/// ```swift
/// cast(Tensor([1.7, -1.7]), to: .int32)       // [1, -1]
/// cast(Tensor([0.0, 2.0]), to: .bool)         // [false, true]
/// ```
///
/// Fractions are truncated towards 0. An integer that does not fit keeps its lowest bits, as in C;
/// a floating-point number that does not fit is first converted to the nearest `int64`, and NaN to
/// 0.
///
/// - **DTypes:** all.
/// - **Gradient:** between floating-point types.
/// - **Source:** book, chapter 1, section 1.
public func cast(_ x: some TensorConvertible, to dtype: DType) -> Tensor {
  let x = x.tensor
  return x.dtype == dtype ? x.unchanged : bind(Cast(dtype: dtype), [x])
}

struct Cast: Primitive {
  let dtype: DType
  var name: String { "cast" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: inputs[0].shape, dtype: dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { convert(inputs[0], to: dtype) }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    dtype.isFloating && call[0].dtype.isFloating ? cast(call.dy, to: call[0].dtype) : nil
  }
}
