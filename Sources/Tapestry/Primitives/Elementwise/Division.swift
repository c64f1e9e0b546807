import CKernels

// Division, and floor division with its remainder.

/// The quotient of two tensors, element by element.
///
/// ```swift
/// Tensor([1.0, 2.0]) / 4     // [0.25, 0.5]
/// Tensor([7, -7]) / 2        // [3.5, -3.5], float64
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** integers are divided as `float64` (8 and 16 bits: `float32`), as TensorFlow
///   divides them; `floorDivide` gives integers.
/// - **Gradient:** of both operands.
/// - Precondition: the shapes broadcast and the element types are equal.
public func / (a: some Operand, b: some Operand) -> Tensor {
  let operands = matched("/", a, b)
  return operands[0].dtype.isInteger
    ? bind(IntegerQuotient(), operands) : bind(Division(), operands)
}

struct Division: Binary {
  var name: String { "/" }
  static var float: Loop2<Float, Float> { kernel_divide_f32 }
  static var double: Loop2<Double, Double> { kernel_divide_f64 }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, over: b)
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(chain(-dy, times: y), over: b)
  }
}

/// The quotient of integers, as floating-point numbers: one loop in place of two casts and a
/// division.
struct IntegerQuotient: DefinedPrimitive {
  var name: String { "integerQuotient" }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let numbers = inputs.map { cast($0, to: resultType(of: $0.dtype)) }
    return bind(Division(), numbers)
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(
      shape: Shape.broadcast(inputs[0].shape, inputs[1].shape, in: "/"),
      dtype: resultType(of: inputs[0].dtype))
  }

  private func resultType(of dtype: DType) -> DType { dtype.size < 4 ? .float32 : .float64 }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if let uniform = runUniform(inputs, spec) { return uniform }
    let (a, b) = (inputs[0], inputs[1])
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch a.dtype {
    case .int8: forEachPair(a, b, y, loop: kernel_quotient_i8)
    case .int16: forEachPair(a, b, y, loop: kernel_quotient_i16)
    case .int32: forEachPair(a, b, y, loop: kernel_quotient_i32)
    case .int64: forEachPair(a, b, y, loop: kernel_quotient_i64)
    default: forEachPair(a, b, y, loop: kernel_quotient_u8)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

/// The quotient rounded down to an integer.
///
/// ```swift
/// floorDivide(Tensor([7, -7]), 2)  // [3, -4]
/// ```
///
/// For floating-point numbers it is `floor(a / b)`, of the quotient as it was rounded.
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** none, a step function has no slope.
/// - Precondition: no integer is divided by zero, the shapes broadcast and the element types are
///   equal.
public func floorDivide(_ a: some Operand, _ b: some Operand) -> Tensor {
  bind(FloorDivision(), matched("floorDivide", a, b))
}

struct FloorDivision: PartialBinary {
  var name: String { "floorDivide" }
  static var float: Loop2<Float, Float> { kernel_floor_divide_f32 }
  // The quotient is rounded to a `float16` before it is rounded down, as in TensorFlow: it is the
  // floor of a / b.
  static let half: Loop2<Float16, Float16> = {
    let (divide, roundDown) = (halfLoop(kernel_divide_f32), halfLoop(kernel_floor_f32))
    return { a, aStep, b, bStep, y, count in
      divide(a, aStep, b, bStep, y, count)
      roundDown(y, y, count)
    }
  }()
  static var double: Loop2<Double, Double> { kernel_floor_divide_f64 }
  static func invalidUse(_ b: Int) -> InvalidUse? { b == 0 ? divisionByZero("floorDivide") : nil }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? {
    requireDivisor(b, by: invalidUse)
    if I.isSigned && b == 0 &- 1 { return 0 &- a }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder != 0 && (remainder < 0) != (b < 0) ? quotient - 1 : quotient
  }
  static let integers: IntegerLoops? = IntegerLoops(
    int8: dividing(invalidUse, kernel_floor_divide_i8, kernel_has_zero_i8),
    int16: dividing(invalidUse, kernel_floor_divide_i16, kernel_has_zero_i16),
    int32: dividing(invalidUse, kernel_floor_divide_i32, kernel_has_zero_i32),
    int64: dividing(invalidUse, kernel_floor_divide_i64, kernel_has_zero_i64),
    uint8: dividing(invalidUse, kernel_floor_divide_u8, kernel_has_zero_u8))
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { nil }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { nil }
}

/// The remainder of `floorDivide`, which has the sign of the divisor.
///
/// ```swift
/// Tensor([7, -7]) % 3  // [1, 2]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both operands, for floating-point numbers.
/// - Precondition: no integer is divided by zero, the shapes broadcast and the element types are
///   equal.
public func % (a: some Operand, b: some Operand) -> Tensor {
  bind(Remainder(), matched("%", a, b))
}

struct Remainder: PartialBinary {
  var name: String { "%" }
  // The exact remainder; a - floor(a / b) * b would be off by b where the quotient rounds up to an
  // integer.
  static var float: Loop2<Float, Float> { kernel_remainder_f32 }
  static var double: Loop2<Double, Double> { kernel_remainder_f64 }
  static func invalidUse(_ b: Int) -> InvalidUse? { b == 0 ? divisionByZero("%") : nil }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? {
    requireDivisor(b, by: invalidUse)
    if I.isSigned && b == 0 &- 1 { return 0 }
    let remainder = a % b
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
  }
  static let integers: IntegerLoops? = IntegerLoops(
    int8: dividing(invalidUse, kernel_remainder_i8, kernel_has_zero_i8),
    int16: dividing(invalidUse, kernel_remainder_i16, kernel_has_zero_i16),
    int32: dividing(invalidUse, kernel_remainder_i32, kernel_has_zero_i32),
    int64: dividing(invalidUse, kernel_remainder_i64, kernel_has_zero_i64),
    uint8: dividing(invalidUse, kernel_remainder_u8, kernel_has_zero_u8))
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { dy }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(-dy, times: floorDivide(a, b))
  }
}

/// A loop that divides, after a check of the divisors.
private func dividing<I: IntegerScalar>(
  _ invalidUse: @escaping @Sendable (Int) -> InvalidUse?, _ loop: @escaping Loop2<I, I>,
  _ hasZero: @escaping @Sendable (UnsafePointer<I>?, Int) -> Int32
) -> Loop2<I, I> {
  { a, aStep, b, bStep, y, count in
    if hasZero(b, bStep == 0 ? min(1, count) : count) != 0 { requireDivisor(I(0), by: invalidUse) }
    loop(a, aStep, b, bStep, y, count)
  }
}

private func requireDivisor<I: IntegerScalar>(_ divisor: I, by invalidUse: (Int) -> InvalidUse?) {
  if divisor == 0, let invalidUse = invalidUse(0) { misuse(invalidUse) }
}

private func divisionByZero(_ operation: String) -> InvalidUse {
  InvalidUse(
    operation, "integer division by zero",
    cure: "make each divisor other than 0, or divide floating-point numbers")
}
