import CKernels

// Trigonometric and hyperbolic functions. `tanh` is with the activations.

/// The sine of each element.
///
/// ```swift
/// sin(Tensor([0.0]))  // [0]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func sin(_ x: some TensorConvertible) -> Tensor { bind(Sin(), [x.tensor]) }

struct Sin: Unary {
  var name: String { "sin" }
  static var float: Loop1<Float> { kernel_sin_f32 }
  static var double: Loop1<Double> { kernel_sin_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy * cos(x) }
}

/// The cosine of each element.
///
/// ```swift
/// cos(Tensor([0.0]))  // [1]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func cos(_ x: some TensorConvertible) -> Tensor { bind(Cos(), [x.tensor]) }

struct Cos: Unary {
  var name: String { "cos" }
  static var float: Loop1<Float> { kernel_cos_f32 }
  static var double: Loop1<Double> { kernel_cos_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { -dy * sin(x) }
}

/// The tangent of each element.
///
/// ```swift
/// tan(Tensor([0.0]))  // [0]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func tan(_ x: some TensorConvertible) -> Tensor { bind(Tan(), [x.tensor]) }

struct Tan: Unary {
  var name: String { "tan" }
  static var float: Loop1<Float> { kernel_tan_f32 }
  static var double: Loop1<Double> { kernel_tan_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy * (1 + square(y)) }
}

/// The angle whose sine each element is.
///
/// ```swift
/// asin(Tensor([1.0]))  // [1.5707964]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func asin(_ x: some TensorConvertible) -> Tensor { bind(Asin(), [x.tensor]) }

struct Asin: Unary {
  var name: String { "asin" }
  static var float: Loop1<Float> { kernel_asin_f32 }
  static var double: Loop1<Double> { kernel_asin_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    chain(dy, times: rsqrt(1 - square(x)))
  }
}

/// The angle whose cosine each element is.
///
/// ```swift
/// acos(Tensor([1.0]))  // [0]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func acos(_ x: some TensorConvertible) -> Tensor { bind(Acos(), [x.tensor]) }

struct Acos: Unary {
  var name: String { "acos" }
  static var float: Loop1<Float> { kernel_acos_f32 }
  static var double: Loop1<Double> { kernel_acos_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    chain(-dy, times: rsqrt(1 - square(x)))
  }
}

/// The angle whose tangent each element is.
///
/// ```swift
/// atan(Tensor([1.0]))  // [0.7853982]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func atan(_ x: some TensorConvertible) -> Tensor { bind(Atan(), [x.tensor]) }

struct Atan: Unary {
  var name: String { "atan" }
  static var float: Loop1<Float> { kernel_atan_f32 }
  static var double: Loop1<Double> { kernel_atan_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy / (1 + square(x)) }
}

/// The hyperbolic sine of each element.
///
/// ```swift
/// sinh(Tensor([0.0]))  // [0]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func sinh(_ x: some TensorConvertible) -> Tensor { bind(Sinh(), [x.tensor]) }

struct Sinh: Unary {
  var name: String { "sinh" }
  static var float: Loop1<Float> { kernel_sinh_f32 }
  static var double: Loop1<Double> { kernel_sinh_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy * cosh(x) }
}

/// The hyperbolic cosine of each element.
///
/// ```swift
/// cosh(Tensor([0.0]))  // [1]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func cosh(_ x: some TensorConvertible) -> Tensor { bind(Cosh(), [x.tensor]) }

struct Cosh: Unary {
  var name: String { "cosh" }
  static var float: Loop1<Float> { kernel_cosh_f32 }
  static var double: Loop1<Double> { kernel_cosh_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy * sinh(x) }
}
