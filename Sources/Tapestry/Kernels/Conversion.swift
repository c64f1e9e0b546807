/// The same numbers as elements of another type: the kernel of `cast`, and of all that computes in
/// another type than it returns.
func convert(_ x: Tensor, to dtype: DType) -> Tensor {
  if x.dtype == dtype { return x }
  let x = x.contiguous()
  let y = Tensor(uninitialized: x.shape, dtype: dtype)

  func each<A: Scalar, B: Scalar>(_: A.Type, _: B.Type, _ element: (A) -> B) {
    withElements(of: x, as: A.self, y, as: B.self) { from, to in
      parallel(y.count) { for index in $0 { to[index] = element(from[index]) } }
    }
  }
  func fromInteger<A: IntegerScalar>(_: A.Type) {
    switch dtype {
    case .bool: each(A.self, Bool.self) { $0 != 0 }
    case .float16: each(A.self, Float16.self) { Float16($0) }
    case .float32: each(A.self, Float.self) { Float($0) }
    case .float64: each(A.self, Double.self) { Double($0) }
    case .int32: toInteger(A.self, Int32.self)
    case .int64: toInteger(A.self, Int64.self)
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
    case .int32: floatingToInteger(A.self, Int32.self)
    case .int64: floatingToInteger(A.self, Int64.self)
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
  case .uint8: fromInteger(UInt8.self)
  case .int32: fromInteger(Int32.self)
  case .int64: fromInteger(Int64.self)
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
