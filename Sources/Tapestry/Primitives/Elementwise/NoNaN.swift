import CKernels

// Functions that avoid NaN where it would come from an undefined quotient or product.

/// `a / b`, and 0 where b is 0.
///
/// ```swift
/// divideNoNaN(Tensor([6.0, 1.0]), Tensor([3.0, 0.0]))  // [2, 0]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both; 0 where b is 0.
/// - Precondition: the shapes broadcast and the element types are the same.
public func divideNoNaN(_ a: some Operand, _ b: some Operand) -> Tensor {
  let operands = matched("divideNoNaN", a, b)
  let isZero = operands[1] == 0
  // The divisor is 1 there: an infinite quotient, although not selected, would make the gradient
  // NaN.
  return select(isZero, 0, operands[0] / select(isZero, 1, operands[1]))
}

/// `a * b`, and 0 where b is 0 whatever a is.
///
/// ```swift
/// multiplyNoNaN(log(Tensor([1.0, 0.0])), Tensor([3.0, 0.0]))  // [0, 0]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both; 0 where the incoming gradient is 0, whatever a and b are.
/// - Precondition: the shapes broadcast and the element types are the same.
public func multiplyNoNaN(_ a: some Operand, _ b: some Operand) -> Tensor {
  let operands = matched("multiplyNoNaN", a, b)
  _ = operands[0].dtype.floatingType(in: "multiplyNoNaN")
  return chain(operands[1], times: operands[0])
}

/// The elements with numbers in place of NaN and of infinities.
///
/// ```swift
/// nanToNum(Tensor([1.0, .nan, .infinity]), infinity: 9)  // [1, 0, 9]
/// ```
///
/// Without a number for them, infinities become the largest and the smallest finite number of the
/// element type, as in NumPy.
///
/// - Parameters:
///   - nan: what takes the place of NaN.
///   - infinity: what takes the place of infinity.
///   - negativeInfinity: what takes the place of -infinity.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes; 0 where an element was replaced.
public func nanToNum(
  _ x: some TensorConvertible, nan: Double = 0, infinity: Double? = nil,
  negativeInfinity: Double? = nil
) -> Tensor {
  let x = x.tensor
  let largest: Double =
    switch x.dtype {
    case .float16: 65504
    case .float32: Double(Float.greatestFiniteMagnitude)
    case .float64: .greatestFiniteMagnitude
    default:
      misuse(
        "nanToNum", "needs floating-point numbers, got \(x.dtype)",
        cure: "leave it out: integers are never NaN")
    }
  let finite = select(x == Double.infinity, infinity ?? largest, x)
  return select(
    isNaN(x), nan, select(x == -Double.infinity, negativeInfinity ?? -largest, finite))
}

/// `x * log(y)`, and 0 where x is 0 whatever y is, as in entropies.
///
/// ```swift
/// xlogy(Tensor([0.0, 2.0]), Tensor([0.0, 1.0]))  // [0, 0]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both; 0 where x is 0.
/// - Precondition: the shapes broadcast and the element types are the same.
public func xlogy(_ x: some Operand, _ y: some Operand) -> Tensor {
  bind(LogProduct(), matched("xlogy", x, y))
}

struct LogProduct: Binary {
  var name: String { "xlogy" }
  static var float: Loop2<Float, Float> { kernel_xlogy_f32 }
  static var double: Loop2<Double, Double> { kernel_xlogy_f64 }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: xlogy(isNotZero(a), b))
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: xdivy(a, b))
  }
}

/// `x / y`, and 0 where x is 0 whatever y is.
///
/// ```swift
/// xdivy(Tensor([0.0, 2.0]), Tensor([0.0, 4.0]))  // [0, 0.5]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both; 0 where x is 0.
/// - Precondition: the shapes broadcast and the element types are the same.
public func xdivy(_ x: some Operand, _ y: some Operand) -> Tensor {
  bind(ZeroQuotient(), matched("xdivy", x, y))
}

struct ZeroQuotient: Binary {
  var name: String { "xdivy" }
  static var float: Loop2<Float, Float> { kernel_xdivy_f32 }
  static var double: Loop2<Double, Double> { kernel_xdivy_f64 }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: xdivy(isNotZero(a), b))
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: -xdivy(y, b))
  }
}

/// 1 where an element is not 0, also where it is NaN, and 0 where it is.
private func isNotZero(_ x: Tensor) -> Tensor {
  1 - bind(IsEqual(), [x, Tensor(0, dtype: x.dtype)])
}
