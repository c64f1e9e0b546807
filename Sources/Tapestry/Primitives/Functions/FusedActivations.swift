import CKernels

// Activation functions whose formulas are several operations. Each function is one loop, so memory
// is read and written once, and not once for each operation.

/// An activation function that is one loop in place of the operations of its formula.
protocol FusedActivation: Unary, DefinedPrimitive {
  static var title: String { get }
  /// The function, by other operations. The loop gives the same bits, except for `float16`, which
  /// it rounds once.
  static func formula(_ x: Tensor) -> Tensor
  /// The slope of the function, by other operations.
  static func slope(_ x: Tensor) -> Tensor
  /// The slope of the slope, by other operations, which give the derivatives of higher order.
  static func curvature(_ x: Tensor) -> Tensor
  /// The slope at an element times what comes from above, over `float32`.
  static var gradientFloat: Loop2<Float, Float> { get }
  /// The same over `float64`.
  static var gradientDouble: Loop2<Double, Double> { get }
}

extension FusedActivation {
  var name: String { Self.title }
  func definition(_ inputs: [Tensor]) -> Tensor { Self.formula(inputs[0]) }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    bind(ActivationGradient<Self>(), [x, dy])
  }
}

/// The slope at x times dy: the gradient of a fused activation.
struct ActivationGradient<Function: FusedActivation>: Binary, DefinedPrimitive {
  var name: String { Function.title + "Gradient" }
  func definition(_ inputs: [Tensor]) -> Tensor { inputs[1] * Function.slope(inputs[0]) }
  static var float: Loop2<Float, Float> { Function.gradientFloat }
  static var double: Loop2<Double, Double> { Function.gradientDouble }
  static func gradientOfA(_ x: Tensor, _ dy: Tensor, _ z: Tensor, _ dz: Tensor) -> Tensor? {
    dz * dy * Function.curvature(x)
  }
  static func gradientOfB(_ x: Tensor, _ dy: Tensor, _ z: Tensor, _ dz: Tensor) -> Tensor? {
    bind(Self(), [x, dz])
  }
}

// MARK: - Softplus

/// log(1 + exp(x)), a smooth form of `relu`.
///
/// ```swift
/// softplus(Tensor([0.0]))  // [0.6931472]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func softplus(_ x: some TensorConvertible) -> Tensor { bind(Softplus(), [x.tensor]) }

struct Softplus: FusedActivation {
  static var title: String { "softplus" }
  static var float: Loop1<Float> { kernel_softplus_f32 }
  static var double: Loop1<Double> { kernel_softplus_f64 }
  static var gradientFloat: Loop2<Float, Float> { kernel_softplus_gradient_f32 }
  static var gradientDouble: Loop2<Double, Double> { kernel_softplus_gradient_f64 }

  static func formula(_ x: Tensor) -> Tensor {
    // exp of a non-positive number cannot overflow, so the result for large x is exact.
    let isPositive = x > 0
    return select(isPositive, x, 0) + log1p(exp(select(isPositive, -x, x)))
  }
  static func slope(_ x: Tensor) -> Tensor { bind(Sigmoid(), [x]) }
  static func curvature(_ x: Tensor) -> Tensor {
    let y = slope(x)
    return y * (1 - y)
  }
}

/// The logarithm of `sigmoid`, accurate where sigmoid itself would round to 0.
///
/// ```swift
/// logSigmoid(Tensor([0.0, -200.0]))  // [-0.6931472, -200]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func logSigmoid(_ x: some TensorConvertible) -> Tensor { -softplus(-x.tensor) }

// MARK: - Exponential units

/// Each element, or exp(x) - 1 where it is negative, the exponential linear unit.
///
/// ```swift
/// elu(Tensor([-1.0, 2.0]))  // [-0.63212055, 2]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func elu(_ x: some TensorConvertible) -> Tensor { bind(Elu(), [x.tensor]) }

struct Elu: FusedActivation {
  static var title: String { "elu" }
  static var float: Loop1<Float> { kernel_elu_f32 }
  static var double: Loop1<Double> { kernel_elu_f64 }
  static var gradientFloat: Loop2<Float, Float> { kernel_elu_gradient_f32 }
  static var gradientDouble: Loop2<Double, Double> { kernel_elu_gradient_f64 }

  static func formula(_ x: Tensor) -> Tensor {
    // expm1 of the negative elements only: for large positive ones it would overflow.
    let isRight = x >= 0
    return select(isRight, x, expm1(select(isRight, 0, x)))
  }
  static func slope(_ x: Tensor) -> Tensor { exp(select(x >= 0, 0, x)) }
  static func curvature(_ x: Tensor) -> Tensor {
    let isRight = x >= 0
    return select(isRight, 0, exp(select(isRight, 0, x)))
  }
}

/// A scaled `elu` under which layers keep their outputs near mean 0 and variance 1.
///
/// ```swift
/// selu(Tensor([1.0]))  // [1.050701]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func selu(_ x: some TensorConvertible) -> Tensor { bind(Selu(), [x.tensor]) }

struct Selu: FusedActivation {
  // The fixed point that Klambauer et al. (2017) derive.
  private static let (scale, alpha) = (1.0507009873554805, 1.6732632423543772)

  static var title: String { "selu" }
  static var float: Loop1<Float> { kernel_selu_f32 }
  static var double: Loop1<Double> { kernel_selu_f64 }
  static var gradientFloat: Loop2<Float, Float> { kernel_selu_gradient_f32 }
  static var gradientDouble: Loop2<Double, Double> { kernel_selu_gradient_f64 }

  static func formula(_ x: Tensor) -> Tensor {
    // The two sides differ in slope; 0 belongs to the right one, as in TensorFlow.
    let isRight = x >= 0
    return scale * select(isRight, x, alpha * expm1(select(isRight, 0, x)))
  }
  static func slope(_ x: Tensor) -> Tensor {
    let isRight = x >= 0
    return scale * select(isRight, 1, alpha * exp(select(isRight, 0, x)))
  }
  static func curvature(_ x: Tensor) -> Tensor { scale * alpha * Elu.curvature(x) }
}

// MARK: - Gated units

/// x times the probability that a standard normal variable is below x, the Gaussian error linear
/// unit.
///
/// ```swift
/// gelu(Tensor([1.0]))  // [0.8413447]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
public func gelu(_ x: some TensorConvertible, approximate: Bool = false) -> Tensor {
  approximate ? bind(GeluByTanh(), [x.tensor]) : bind(Gelu(), [x.tensor])
}

struct Gelu: FusedActivation {
  static var title: String { "gelu" }
  static var float: Loop1<Float> { kernel_gelu_f32 }
  static var double: Loop1<Double> { kernel_gelu_f64 }
  static var gradientFloat: Loop2<Float, Float> { kernel_gelu_gradient_f32 }
  static var gradientDouble: Loop2<Double, Double> { kernel_gelu_gradient_f64 }

  static func formula(_ x: Tensor) -> Tensor { 0.5 * x * (1 + erf(x * 0.5.squareRoot())) }
  static func slope(_ x: Tensor) -> Tensor {
    0.5 * (1 + erf(x * 0.5.squareRoot())) + x * density(x)
  }
  static func curvature(_ x: Tensor) -> Tensor { density(x) * (2 - square(x)) }

  /// The density of the standard normal distribution.
  private static func density(_ x: Tensor) -> Tensor {
    exp(-0.5 * square(x)) * (0.5 / Double.pi).squareRoot()
  }
}

/// The usual approximation of `Gelu`, ½ x (1 + tanh u) with u = √(2/π) (x + 0.044715 x³).
struct GeluByTanh: FusedActivation {
  static var title: String { "geluByTanh" }
  static var float: Loop1<Float> { kernel_gelu_by_tanh_f32 }
  static var double: Loop1<Double> { kernel_gelu_by_tanh_f64 }
  static var gradientFloat: Loop2<Float, Float> { kernel_gelu_by_tanh_gradient_f32 }
  static var gradientDouble: Loop2<Double, Double> { kernel_gelu_by_tanh_gradient_f64 }

  private static let root = (2 / Double.pi).squareRoot()
  private static func inner(_ x: Tensor) -> Tensor {
    tanh(root * (x + 0.044715 * x * x * x))
  }
  private static func innerSlope(_ x: Tensor) -> Tensor {
    root * (1 + 3 * 0.044715 * square(x))
  }

  static func formula(_ x: Tensor) -> Tensor { 0.5 * x * (1 + inner(x)) }
  static func slope(_ x: Tensor) -> Tensor {
    let t = inner(x)
    return 0.5 * (1 + t) + 0.5 * x * (1 - square(t)) * innerSlope(x)
  }
  static func curvature(_ x: Tensor) -> Tensor {
    let (t, u) = (inner(x), innerSlope(x))
    let turn = x * (3 * 0.044715 * root * x - t * square(u))
    return (1 - square(t)) * (u + turn)
  }
}

/// x · sigmoid(x).
struct Swish: FusedActivation {
  static var title: String { "swish" }
  static var float: Loop1<Float> { kernel_swish_f32 }
  static var double: Loop1<Double> { kernel_swish_f64 }
  static var gradientFloat: Loop2<Float, Float> { kernel_swish_gradient_f32 }
  static var gradientDouble: Loop2<Double, Double> { kernel_swish_gradient_f64 }

  static func formula(_ x: Tensor) -> Tensor { x * bind(Sigmoid(), [x]) }
  static func slope(_ x: Tensor) -> Tensor {
    let s = bind(Sigmoid(), [x])
    return s + x * (s * (1 - s))
  }
  static func curvature(_ x: Tensor) -> Tensor {
    let s = bind(Sigmoid(), [x])
    return s * (1 - s) * (2 + x * (1 - 2 * s))
  }
}

/// x / (1 + |x|).
struct Softsign: FusedActivation {
  static var title: String { "softsign" }
  static var float: Loop1<Float> { kernel_softsign_f32 }
  static var double: Loop1<Double> { kernel_softsign_f64 }
  static var gradientFloat: Loop2<Float, Float> { kernel_softsign_gradient_f32 }
  static var gradientDouble: Loop2<Double, Double> { kernel_softsign_gradient_f64 }

  static func formula(_ x: Tensor) -> Tensor { x / (1 + abs(x)) }
  static func slope(_ x: Tensor) -> Tensor { reciprocal(square(1 + abs(x))) }
  static func curvature(_ x: Tensor) -> Tensor {
    let root = reciprocal(1 + abs(x))
    return -2 * sign(x) * root * square(root)
  }
}

// MARK: - Piecewise linear

/// A line through 0.5 at 0 with slope 0.2, cut off at 0 and 1.
struct HardSigmoid: FusedActivation {
  static var title: String { "hardSigmoid" }
  static var float: Loop1<Float> { kernel_hard_sigmoid_f32 }
  static var double: Loop1<Double> { kernel_hard_sigmoid_f64 }
  static var gradientFloat: Loop2<Float, Float> { kernel_hard_sigmoid_gradient_f32 }
  static var gradientDouble: Loop2<Double, Double> { kernel_hard_sigmoid_gradient_f64 }

  static func formula(_ x: Tensor) -> Tensor { clip(0.2 * x + 0.5, min: 0, max: 1) }
  static func slope(_ x: Tensor) -> Tensor {
    let line = 0.2 * x + 0.5
    return select(logicalAnd(line >= 0, line <= 1), Tensor(0.2, dtype: x.dtype), 0)
  }
  static func curvature(_ x: Tensor) -> Tensor { zeros(like: x) }
}
