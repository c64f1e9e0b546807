import CKernels

// Sums, differences, products, powers, extremes. Operators take any operands, so that
// one overload serves tensors, variables and numbers: each further overload of `+` or `*` would
// slow down Swift's type checker in every formula.

/// The sum of two tensors, element by element.
///
/// ```swift
/// Tensor([1, 2]) + 10                       // [11, 12]
/// Tensor([[1], [2]]) + Tensor([10, 20])     // [[11, 21], [12, 22]]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both operands.
/// - Precondition: the shapes broadcast and the element types are equal.
/// - **Source:** book, chapter 1, section 2.
public func + (a: some Operand, b: some Operand) -> Tensor { bind(Addition(), matched("+", a, b)) }

struct Addition: Binary {
  var name: String { "+" }
  static var float: Loop2<Float, Float> { kernel_add_f32 }
  static var double: Loop2<Double, Double> { kernel_add_f64 }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? { a &+ b }
  static var integers: IntegerLoops? {
    IntegerLoops(
      int8: kernel_add_i8, int16: kernel_add_i16, int32: kernel_add_i32, int64: kernel_add_i64,
      uint8: kernel_add_u8)
  }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { dy }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { dy }
}

/// The difference of two tensors, element by element.
///
/// ```swift
/// Tensor([1, 2]) - 1  // [0, 1]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both operands.
/// - Precondition: the shapes broadcast and the element types are equal.
public func - (a: some Operand, b: some Operand) -> Tensor {
  bind(Subtraction(), matched("-", a, b))
}

struct Subtraction: Binary {
  var name: String { "-" }
  static var float: Loop2<Float, Float> { kernel_subtract_f32 }
  static var double: Loop2<Double, Double> { kernel_subtract_f64 }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? { a &- b }
  static var integers: IntegerLoops? {
    IntegerLoops(
      int8: kernel_subtract_i8, int16: kernel_subtract_i16, int32: kernel_subtract_i32,
      int64: kernel_subtract_i64,
      uint8: kernel_subtract_u8)
  }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { dy }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { -dy }
}

/// The product of two tensors, element by element; for the matrix product see `matmul`.
///
/// ```swift
/// 2 * Tensor([1, 2])  // [2, 4]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both operands.
/// - Precondition: the shapes broadcast and the element types are equal.
/// - **Source:** book, chapter 1, section 2.
public func * (a: some Operand, b: some Operand) -> Tensor {
  bind(Multiplication(), matched("*", a, b))
}

struct Multiplication: Binary {
  var name: String { "*" }
  static var float: Loop2<Float, Float> { kernel_multiply_f32 }
  static var double: Loop2<Double, Double> { kernel_multiply_f64 }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? { a &* b }
  static var integers: IntegerLoops? {
    IntegerLoops(
      int8: kernel_multiply_i8, int16: kernel_multiply_i16, int32: kernel_multiply_i32,
      int64: kernel_multiply_i64,
      uint8: kernel_multiply_u8)
  }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { dy * b }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { dy * a }
}

/// Each element with its sign reversed.
///
/// ```swift
/// -Tensor([1, -2])  // [-1, 2]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** yes.
public prefix func - (x: some TensorConvertible) -> Tensor { bind(Negation(), [x.tensor]) }

struct Negation: Unary {
  var name: String { "-" }
  static var float: Loop1<Float> { kernel_negate_f32 }
  static var double: Loop1<Double> { kernel_negate_f64 }
  static func integer<I: IntegerScalar>(_ x: I) -> I? { 0 &- x }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { -dy }
}

// Disfavored, so that `pow(x, 2)` of a `Double` is Foundation's where that is imported, too.
/// Each element of `a` raised to the power of the corresponding element of `b`.
///
/// ```swift
/// pow(Tensor([2.0, 3.0]), 2)  // [4, 9]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both; of the exponent it is 0 where the base is not positive.
/// - Precondition: no integer is raised to a negative power, the shapes broadcast and the element
///   types are equal.
/// - **Source:** book, chapter 1, section 4.
@_disfavoredOverload
public func pow(_ a: some Operand, _ b: some Operand) -> Tensor {
  bind(Power(), matched("pow", a, b))
}

struct Power: PartialBinary {
  var name: String { "pow" }
  static var float: Loop2<Float, Float> { kernel_power_f32 }
  static var double: Loop2<Double, Double> { kernel_power_f64 }
  static func invalidUse(_ b: Int) -> InvalidUse? {
    guard b < 0 else { return nil }
    return InvalidUse(
      "pow", "an integer to the negative power \(b) is not an integer",
      cure: "cast the base first: cast(x, to: .float32)")
  }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? {
    if b < 0, let invalidUse = invalidUse(Int(b)) { misuse(invalidUse) }
    var (result, base, rest) = (I(1), a, b)
    while rest > 0 {
      if rest & 1 == 1 { result = result &* base }
      base = base &* base
      rest >>= 1
    }
    return result
  }
  static let integers: IntegerLoops? = IntegerLoops(
    int8: raising(kernel_power_i8, kernel_min_i8), int16: raising(kernel_power_i16, kernel_min_i16),
    int32: raising(kernel_power_i32, kernel_min_i32),
    int64: raising(kernel_power_i64, kernel_min_i64),
    uint8: raising(kernel_power_u8, kernel_min_u8))
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy * b, times: pow(a, b - 1))
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    let isPositive = a > 0
    return chain(dy, times: y) * select(isPositive, log(select(isPositive, a, 1)), 0)
  }
}

/// A loop that raises to powers, after a check of the exponents.
private func raising<I: IntegerScalar>(
  _ loop: @escaping Loop2<I, I>, _ smallest: @escaping @Sendable (UnsafePointer<I>?, Int) -> I
) -> Loop2<I, I> {
  { a, aStep, b, bStep, y, count in
    let exponents = bStep == 0 ? min(1, count) : count
    if smallest(b, exponents) < 0 {
      // One by one, up to the pair that stops the program with a message.
      for index in 0..<count { _ = Power.integer(a![index * aStep], b![index * bStep]) }
    }
    loop(a, aStep, b, bStep, y, count)
  }
}

/// The larger of each pair of elements; NaN if either is NaN.
///
/// ```swift
/// maximum(Tensor([-1, 2]), 0)  // [0, 2]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** goes to the larger; to `a` where they are equal, to `b` where one of them is
///   NaN.
/// - Precondition: the shapes broadcast and the element types are equal.
public func maximum(_ a: some Operand, _ b: some Operand) -> Tensor {
  bind(ElementwiseMaximum(), matched("maximum", a, b))
}

struct ElementwiseMaximum: Binary {
  var name: String { "maximum" }
  static var float: Loop2<Float, Float> { kernel_maximum_f32 }
  static var double: Loop2<Double, Double> { kernel_maximum_f64 }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? { max(a, b) }
  static var integers: IntegerLoops? {
    IntegerLoops(
      int8: kernel_maximum_i8, int16: kernel_maximum_i16, int32: kernel_maximum_i32,
      int64: kernel_maximum_i64,
      uint8: kernel_maximum_u8)
  }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    gated(dy, where: bind(IsAtLeast(), [a, b]))
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    gated(dy, where: bind(IsNotAtLeast(), [a, b]))
  }
}

/// The smaller of each pair of elements; NaN if either is NaN.
///
/// ```swift
/// minimum(Tensor([-1, 2]), 0)  // [-1, 0]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** goes to the smaller; to `a` where they are equal, to `b` where one of them is
///   NaN.
/// - Precondition: the shapes broadcast and the element types are equal.
public func minimum(_ a: some Operand, _ b: some Operand) -> Tensor {
  bind(ElementwiseMinimum(), matched("minimum", a, b))
}

struct ElementwiseMinimum: Binary {
  var name: String { "minimum" }
  static var float: Loop2<Float, Float> { kernel_minimum_f32 }
  static var double: Loop2<Double, Double> { kernel_minimum_f64 }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? { min(a, b) }
  static var integers: IntegerLoops? {
    IntegerLoops(
      int8: kernel_minimum_i8, int16: kernel_minimum_i16, int32: kernel_minimum_i32,
      int64: kernel_minimum_i64,
      uint8: kernel_minimum_u8)
  }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    gated(dy, where: bind(IsAtLeast(), [b, a]))
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    gated(dy, where: bind(IsNotAtLeast(), [b, a]))
  }
}

/// The squared difference of each pair of elements: (a - b)².
///
/// ```swift
/// squaredDifference(Tensor([1.0, 5.0]), 3)  // [4, 4]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both operands.
/// - Precondition: the shapes broadcast and the element types are equal.
public func squaredDifference(_ a: some Operand, _ b: some Operand) -> Tensor {
  bind(SquaredDifference(), matched("squaredDifference", a, b))
}

struct SquaredDifference: Binary {
  var name: String { "squaredDifference" }
  static var float: Loop2<Float, Float> { kernel_squared_difference_f32 }
  static var double: Loop2<Double, Double> { kernel_squared_difference_f64 }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? { (a &- b) &* (a &- b) }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    2 * dy * (a - b)
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    2 * dy * (b - a)
  }
}
