import CKernels

// Exponentials, logarithms, roots and rounding, with one operand each. Each operation is one
// paragraph: what it is, its loops, its derivative.

/// e to the power of each element.
///
/// ```swift
/// exp(Tensor([0.0, 1.0]))  // [1, 2.7182817]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func exp(_ x: some TensorConvertible) -> Tensor { bind(Exp(), [x.tensor]) }

struct Exp: Unary {
  var name: String { "exp" }
  static var float: Loop1<Float> { kernel_exp_f32 }
  static var double: Loop1<Double> { kernel_exp_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy * y }
}

/// exp(x) - 1, accurate where x is near 0.
///
/// ```swift
/// expm1(Tensor([1e-8]))  // [1e-8]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func expm1(_ x: some TensorConvertible) -> Tensor { bind(Expm1(), [x.tensor]) }

struct Expm1: Unary {
  var name: String { "expm1" }
  static var float: Loop1<Float> { kernel_expm1_f32 }
  static var double: Loop1<Double> { kernel_expm1_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { dy * exp(x) }
}

/// The natural logarithm of each element.
///
/// ```swift
/// log(Tensor([1.0, 2.7182817]))  // [0, 1]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func log(_ x: some TensorConvertible) -> Tensor { bind(Log(), [x.tensor]) }

struct Log: Unary {
  var name: String { "log" }
  static var float: Loop1<Float> { kernel_log_f32 }
  static var double: Loop1<Double> { kernel_log_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { chain(dy, over: x) }
}

/// log(1 + x), accurate where x is near 0.
///
/// ```swift
/// log1p(Tensor([1e-8]))  // [1e-8]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func log1p(_ x: some TensorConvertible) -> Tensor { bind(Log1p(), [x.tensor]) }

struct Log1p: Unary {
  var name: String { "log1p" }
  static var float: Loop1<Float> { kernel_log1p_f32 }
  static var double: Loop1<Double> { kernel_log1p_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { chain(dy, over: 1 + x) }
}

/// The square root of each element.
///
/// ```swift
/// sqrt(Tensor([4.0, 9.0]))  // [2, 3]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func sqrt(_ x: some TensorConvertible) -> Tensor { bind(Sqrt(), [x.tensor]) }

struct Sqrt: Unary {
  var name: String { "sqrt" }
  static var float: Loop1<Float> { kernel_sqrt_f32 }
  static var double: Loop1<Double> { kernel_sqrt_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { chain(dy, over: 2 * y) }
}

/// One over the square root of each element.
///
/// ```swift
/// rsqrt(Tensor([4.0]))  // [0.5]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func rsqrt(_ x: some TensorConvertible) -> Tensor { bind(Rsqrt(), [x.tensor]) }

struct Rsqrt: Unary {
  var name: String { "rsqrt" }
  static var float: Loop1<Float> { kernel_rsqrt_f32 }
  static var double: Loop1<Double> { kernel_rsqrt_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    chain(chain(-0.5 * dy, times: y), over: x)
  }
}

/// Each element times itself.
///
/// ```swift
/// square(Tensor([2, 3]))  // [4, 9]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** yes.
public func square(_ x: some TensorConvertible) -> Tensor { bind(Square(), [x.tensor]) }

struct Square: Unary {
  var name: String { "square" }
  static var float: Loop1<Float> { kernel_square_f32 }
  static var double: Loop1<Double> { kernel_square_f64 }
  static func integer<I: IntegerScalar>(_ x: I) -> I? { x &* x }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { 2 * dy * x }
}

/// One over each element.
///
/// ```swift
/// reciprocal(Tensor([4.0]))  // [0.25]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func reciprocal(_ x: some TensorConvertible) -> Tensor { bind(Reciprocal(), [x.tensor]) }

struct Reciprocal: Unary {
  var name: String { "reciprocal" }
  static var float: Loop1<Float> { kernel_reciprocal_f32 }
  static var double: Loop1<Double> { kernel_reciprocal_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { chain(-dy, times: square(y)) }
}

/// The absolute value of each element.
///
/// ```swift
/// abs(Tensor([-2, 3]))  // [2, 3]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** yes; 0 at 0.
public func abs(_ x: some TensorConvertible) -> Tensor { bind(Abs(), [x.tensor]) }

struct Abs: Unary {
  var name: String { "abs" }
  static var float: Loop1<Float> { kernel_abs_f32 }
  static var double: Loop1<Double> { kernel_abs_f64 }
  static func integer<I: IntegerScalar>(_ x: I) -> I? { x < 0 ? 0 &- x : x }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { chain(dy, times: sign(x)) }
}

/// -1, 0 or 1 as each element is negative, zero or positive.
///
/// ```swift
/// sign(Tensor([-2, 0, 3]))  // [-1, 0, 1]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** yes; 0 everywhere.
public func sign(_ x: some TensorConvertible) -> Tensor { bind(Sign(), [x.tensor]) }

struct Sign: Unary {
  var name: String { "sign" }
  static var float: Loop1<Float> { kernel_sign_f32 }
  static var double: Loop1<Double> { kernel_sign_f64 }
  static func integer<I: IntegerScalar>(_ x: I) -> I? { x.signum() }
  // Zeros and not nil, as for the other steps: `sign` is the slope of `abs`, whose second
  // derivative exists.
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { zeros(like: y) }
}

/// Each element rounded down.
///
/// ```swift
/// floor(Tensor([1.7, -1.2]))  // [1, -2]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** none, a step function has no slope.
public func floor(_ x: some TensorConvertible) -> Tensor { bind(Floor(), [x.tensor]) }

struct Floor: Unary {
  var name: String { "floor" }
  static var float: Loop1<Float> { kernel_floor_f32 }
  static var double: Loop1<Double> { kernel_floor_f64 }
  static func integer<I: IntegerScalar>(_ x: I) -> I? { x }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { nil }
}

/// Each element rounded up.
///
/// ```swift
/// ceil(Tensor([1.2, -1.7]))  // [2, -1]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** none, a step function has no slope.
public func ceil(_ x: some TensorConvertible) -> Tensor { bind(Ceiling(), [x.tensor]) }

struct Ceiling: Unary {
  var name: String { "ceil" }
  static var float: Loop1<Float> { kernel_ceil_f32 }
  static var double: Loop1<Double> { kernel_ceil_f64 }
  static func integer<I: IntegerScalar>(_ x: I) -> I? { x }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { nil }
}

/// Each element rounded to the nearest integer; halves are rounded to the even one.
///
/// ```swift
/// round(Tensor([0.5, 1.5]))  // [0, 2]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** none, a step function has no slope.
public func round(_ x: some TensorConvertible) -> Tensor { bind(Rounding(), [x.tensor]) }

struct Rounding: Unary {
  var name: String { "round" }
  static var float: Loop1<Float> { kernel_round_f32 }
  static var double: Loop1<Double> { kernel_round_f64 }
  static func integer<I: IntegerScalar>(_ x: I) -> I? { x }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? { nil }
}
