import CKernels

// The inverses of the hyperbolic functions.

/// The number whose hyperbolic sine each element is.
///
/// ```swift
/// asinh(Tensor([1.0]))  // [0.8813736]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func asinh(_ x: some TensorConvertible) -> Tensor { bind(Asinh(), [x.tensor]) }

struct Asinh: Unary {
  var name: String { "asinh" }
  static var float: Loop1<Float> { kernel_asinh_f32 }
  static var double: Loop1<Double> { kernel_asinh_f64 }
  // The slope 1 / √(1 + x²), without a square that overflows.
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy / cosh(y) }
}

/// The non-negative number whose hyperbolic cosine each element is; NaN below 1.
///
/// ```swift
/// acosh(Tensor([1.0, 2.0]))  // [0, 1.316958]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes; infinite at 1.
public func acosh(_ x: some TensorConvertible) -> Tensor { bind(Acosh(), [x.tensor]) }

struct Acosh: Unary {
  var name: String { "acosh" }
  static var float: Loop1<Float> { kernel_acosh_f32 }
  static var double: Loop1<Double> { kernel_acosh_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { chain(dy, over: sinh(y)) }
}

/// The number whose hyperbolic tangent each element is; infinite at ±1, and NaN beyond.
///
/// ```swift
/// atanh(Tensor([0.5]))  // [0.54930615]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes; infinite at ±1.
public func atanh(_ x: some TensorConvertible) -> Tensor { bind(Atanh(), [x.tensor]) }

struct Atanh: Unary {
  var name: String { "atanh" }
  static var float: Loop1<Float> { kernel_atanh_f32 }
  static var double: Loop1<Double> { kernel_atanh_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    chain(dy, over: 1 - square(x))
  }
}
