import CKernels

// Relatives of the gamma function, and the complement of the error function. Each derivative is the
// next function: that of lgamma is digamma, that of digamma a polygamma, and that of a polygamma
// the polygamma of the next order.

/// The logarithm of the absolute value of the gamma function, which for integers n is (n - 1)!.
///
/// ```swift
/// lgamma(Tensor([5.0]))  // [3.1780539], the logarithm of 24
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func lgamma(_ x: some TensorConvertible) -> Tensor { bind(LogGamma(), [x.tensor]) }

struct LogGamma: Unary {
  var name: String { "lgamma" }
  static var float: Loop1<Float> { kernel_lgamma_f32 }
  static var double: Loop1<Double> { kernel_lgamma_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy * digamma(x) }
}

/// The derivative of `lgamma`.
///
/// ```swift
/// digamma(Tensor([1.0]))  // [-0.5772157]
/// ```
///
/// At 0 and the negative integers, where the function has poles, the result is infinite.
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func digamma(_ x: some TensorConvertible) -> Tensor { bind(Digamma(), [x.tensor]) }

struct Digamma: Unary {
  var name: String { "digamma" }
  static var float: Loop1<Float> { kernel_digamma_f32 }
  static var double: Loop1<Double> { kernel_digamma_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy * polygamma(1, x) }
}

/// The derivative of `digamma` of the given order; order 0 is `digamma` itself.
///
/// ```swift
/// polygamma(1, Tensor([1.0]))  // [1.644934], which is π² / 6
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers. Orders that are not integers from 0 on give NaN.
/// - **Gradient:** of x.
public func polygamma(_ order: some Operand, _ x: some Operand) -> Tensor {
  bind(Polygamma(), matched("polygamma", order, x))
}

struct Polygamma: Binary {
  var name: String { "polygamma" }
  static var float: Loop2<Float, Float> { kernel_polygamma_f32 }
  static var double: Loop2<Double, Double> { kernel_polygamma_f64 }
  /// The order is an integer, and so has no gradient.
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { nil }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    dy * polygamma(a + 1, b)
  }
}

/// Hurwitz's zeta function: the sum of 1 / (q + k) to the power s over k = 0, 1, ...
///
/// ```swift
/// zeta(2, Tensor([1.0]))  // [1.644934], which is π² / 6
/// ```
///
/// The sum has no limit for s up to 1: at 1 it is infinite, and below NaN. It is infinite where q
/// is 0 or a negative integer, and NaN for other negative q unless s is an integer.
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of q.
public func zeta(_ s: some Operand, _ q: some Operand) -> Tensor {
  bind(Zeta(), matched("zeta", s, q))
}

struct Zeta: Binary {
  var name: String { "zeta" }
  static var float: Loop2<Float, Float> { kernel_zeta_f32 }
  static var double: Loop2<Double, Double> { kernel_zeta_f64 }
  /// There is no formula for it, and TensorFlow has none either.
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? { nil }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    -dy * a * zeta(a + 1, b)
  }
}

/// 1 - erf(x), accurate where erf(x) is near 1.
///
/// ```swift
/// erfc(Tensor([3.0]))  // [2.209047e-05]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func erfc(_ x: some TensorConvertible) -> Tensor { bind(Erfc(), [x.tensor]) }

struct Erfc: Unary {
  var name: String { "erfc" }
  static var float: Loop1<Float> { kernel_erfc_f32 }
  static var double: Loop1<Double> { kernel_erfc_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    -2 / Double.pi.squareRoot() * dy * exp(-square(x))
  }
}
