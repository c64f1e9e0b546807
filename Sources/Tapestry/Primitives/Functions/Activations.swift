import CKernels

// Activation functions: what a layer applies to each of its sums. FusedActivations has those whose
// formulas are several operations, RowSoftmax those that take all sums of a row together.

/// The hyperbolic tangent of each element, between -1 and 1.
///
/// ```swift
/// tanh(Tensor([0.0, 1.0]))  // [0, 0.7615942]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func tanh(_ x: some TensorConvertible) -> Tensor { bind(Tanh(), [x.tensor]) }

struct Tanh: Unary {
  var name: String { "tanh" }
  static var float: Loop1<Float> { kernel_tanh_f32 }
  static var double: Loop1<Double> { kernel_tanh_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    bind(TanhGradient(), [y, dy])
  }
}

/// The error function: the probability that a normal variable of deviation √½ lies within ±x.
///
/// ```swift
/// erf(Tensor([1.0]))  // [0.8427008]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func erf(_ x: some TensorConvertible) -> Tensor { bind(Erf(), [x.tensor]) }

struct Erf: Unary {
  var name: String { "erf" }
  static var float: Loop1<Float> { kernel_erf_f32 }
  static var double: Loop1<Double> { kernel_erf_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    2 / Double.pi.squareRoot() * dy * exp(-square(x))
  }
}

/// 1 / (1 + exp(-x)): squeezes each element between 0 and 1.
///
/// ```swift
/// sigmoid(Tensor([0.0]))  // [0.5]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func sigmoid(_ x: some TensorConvertible) -> Tensor {
  let x = x.tensor
  return bind(Sigmoid(), [x]).withLogits(x, of: .sigmoid)
}

struct Sigmoid: Unary {
  var name: String { "sigmoid" }
  static var float: Loop1<Float> { kernel_sigmoid_f32 }
  static var double: Loop1<Double> { kernel_sigmoid_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    bind(SigmoidGradient(), [y, dy])
  }
}

/// The larger of each element and 0, the rectified linear unit.
///
/// ```swift
/// relu(Tensor([-1.0, 2.0]))  // [0, 2]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** yes; 0 at 0.
public func relu(_ x: some TensorConvertible) -> Tensor { bind(Relu(), [x.tensor]) }

struct Relu: Unary {
  var name: String { "relu" }
  static var float: Loop1<Float> { kernel_relu_f32 }
  static var double: Loop1<Double> { kernel_relu_f64 }
  static func integer<I: IntegerScalar>(_ x: I) -> I? { max(x, 0) }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    bind(ReluGradient(), [y, dy])
  }
}

// MARK: - Gradients in one loop

// Training spends much of its time in these three; as formulas they would be two to four loops
// each.

/// dy * (1 - y²), the gradient of `tanh` from its output.
struct TanhGradient: Binary {
  var name: String { "tanhGradient" }
  static var float: Loop2<Float, Float> { kernel_tanh_gradient_f32 }
  static var double: Loop2<Double, Double> { kernel_tanh_gradient_f64 }
  static func gradientOfA(_ y: Tensor, _ dy: Tensor, _ z: Tensor, _ dz: Tensor) -> Tensor? {
    -2 * dz * dy * y
  }
  static func gradientOfB(_ y: Tensor, _ dy: Tensor, _ z: Tensor, _ dz: Tensor) -> Tensor? {
    bind(TanhGradient(), [y, dz])
  }
}

/// dy * y * (1 - y), the gradient of `sigmoid` from its output.
struct SigmoidGradient: Binary {
  var name: String { "sigmoidGradient" }
  static var float: Loop2<Float, Float> { kernel_sigmoid_gradient_f32 }
  static var double: Loop2<Double, Double> { kernel_sigmoid_gradient_f64 }
  static func gradientOfA(_ y: Tensor, _ dy: Tensor, _ z: Tensor, _ dz: Tensor) -> Tensor? {
    dz * dy * (1 - 2 * y)
  }
  static func gradientOfB(_ y: Tensor, _ dy: Tensor, _ z: Tensor, _ dz: Tensor) -> Tensor? {
    bind(SigmoidGradient(), [y, dz])
  }
}

// MARK: - A slope for negative numbers

/// Each element, or `slope` times it where it is negative.
///
/// ```swift
/// leakyRelu(Tensor([-1.0, 2.0]))  // [-0.2, 2]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func leakyRelu(_ x: some TensorConvertible, slope: Double = 0.2) -> Tensor {
  let x = x.tensor
  return bind(LeakyRelu(), [x, Tensor(slope, dtype: x.dtype)])
}

/// x where it is positive, else the slope times x.
struct LeakyRelu: Binary {
  var name: String { "leakyRelu" }
  static var float: Loop2<Float, Float> { kernel_leaky_relu_f32 }
  static var double: Loop2<Double, Double> { kernel_leaky_relu_f64 }
  static func gradientOfA(_ x: Tensor, _ slope: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    dy * bind(LeakyReluSlope(), [x, slope])
  }
  static func gradientOfB(_ x: Tensor, _ slope: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    gated(dy * x, where: bind(IsAtLeast(), [zeros(like: x), x]))
  }
}

/// 1 where x is positive, else the slope.
struct LeakyReluSlope: Binary {
  var name: String { "leakyReluSlope" }
  static var float: Loop2<Float, Float> { kernel_leaky_relu_slope_f32 }
  static var double: Loop2<Double, Double> { kernel_leaky_relu_slope_f64 }
  static func gradientOfA(_ x: Tensor, _ slope: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    zeros(like: y)
  }
  static func gradientOfB(_ x: Tensor, _ slope: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    gated(dy, where: bind(IsAtLeast(), [zeros(like: x), x]))
  }
}
