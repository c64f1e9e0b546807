/// The same numbers with another element type.
///
/// ```swift
/// cast(Tensor([1.7, -1.7]), to: .int32)       // [1, -1]
/// cast(Tensor([0.0, 2.0]), to: .bool)         // [false, true]
/// ```
///
/// Fractions are cut off towards 0. A whole number that does not fit keeps its lowest bits, as in
/// C; a floating-point number that does not fit becomes the nearest `int64` first, and NaN 0.
///
/// DTypes: all. Gradient: between floating-point types.
/// Source: book, chapter 1, section 1.
public func cast(_ x: some TensorConvertible, to dtype: DType) -> Tensor {
  let x = x.tensor
  return x.dtype == dtype ? x : bind(Cast(dtype: dtype), [x])
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

/// The kernel of `cast`, for kernels that compute in another type than their result's.
func convert(_ x: Tensor, to dtype: DType) -> Tensor {
  let x = x.contiguous()
  let y = Tensor(uninitialized: x.shape, dtype: dtype)

  func each<A: Scalar, B: Scalar>(_: A.Type, _: B.Type, _ element: (A) -> B) {
    withExtendedLifetime(x) {
      let (from, to) = (x.pointer(as: A.self), y.pointer(as: B.self))
      parallel(y.count) { for index in $0 { to[index] = element(from[index]) } }
    }
  }
  func fromInteger<A: IntegerScalar>(_: A.Type) {
    switch dtype {
    case .bool: each(A.self, Bool.self) { $0 != 0 }
    case .float16: each(A.self, Float16.self) { Float16($0) }
    case .float32: each(A.self, Float.self) { Float($0) }
    case .float64: each(A.self, Double.self) { Double($0) }
    default: toInteger(A.self, dtype.integerType(in: "cast"))
    }
  }
  func toInteger<A: IntegerScalar, B: IntegerScalar>(_: A.Type, _: B.Type) {
    each(A.self, B.self) { B(truncatingIfNeeded: $0) }
  }
  func fromFloating<A: FloatingScalar>(_: A.Type) {
    switch dtype {
    case .bool: each(A.self, Bool.self) { $0 != 0 }
    case .float16: each(A.self, Float16.self) { Float16($0) }
    case .float32: each(A.self, Float.self) { Float($0) }
    case .float64: each(A.self, Double.self) { Double($0) }
    default: floatingToInteger(A.self, dtype.integerType(in: "cast"))
    }
  }
  func floatingToInteger<A: FloatingScalar, B: IntegerScalar>(_: A.Type, _: B.Type) {
    each(A.self, B.self) { B(truncatingIfNeeded: nearestInt64(Double($0))) }
  }
  switch x.dtype {
  case .bool:
    let bytes = Tensor(view: x, as: .uint8)
    return dtype == .uint8 ? bytes : convert(bytes, to: dtype)
  case .float16: fromFloating(Float16.self)
  case .float32: fromFloating(Float.self)
  case .float64: fromFloating(Double.self)
  default: fromInteger(x.dtype.integerType(in: "cast"))
  }
  return y
}

/// The number without its fraction, or the `Int64` nearest to it; 0 for NaN.
private func nearestInt64(_ number: Double) -> Int64 {
  if number.isNaN { return 0 }
  if number >= 0x1p63 { return .max }
  return number < -0x1p63 ? .min : Int64(number)
}
