import CKernels

// Building blocks of gradient rules, with two properties that plain products and comparisons lack.
//
// An incoming gradient of zero stays zero. The gradient of sqrt at 0 is infinite, and where nothing
// depends on that root the chain rule multiplies the infinity by 0: the result is NaN, which from
// there on spreads to every weight. But what nothing depends on has no influence. So rules whose
// slope is infinite at a finite point pass their gradient on through `chain`. TensorFlow does so in
// sqrt, rsqrt and reciprocal, but not in log, pow, division, asin and acos. Where the slope is
// infinite because the result itself is, as for exp, a plain product is used, as in TensorFlow.
//
// The derivative of a step is 0. A comparison gives Booleans, which carry no gradient, so that
// a rule written with one would have no second derivative, where it should be 0.

/// The gradient `dy` times the slope; 0 where `dy` is 0, whatever the slope.
func chain(_ dy: Tensor, times slope: Tensor) -> Tensor { bind(ChainProduct(), [dy, slope]) }

/// The gradient `dy` divided by the divisor; 0 where `dy` is 0, whatever the divisor.
func chain(_ dy: Tensor, over divisor: Tensor) -> Tensor { bind(ChainQuotient(), [dy, divisor]) }

/// The gradient `dy` where the gate is open, that is, holds a positive number, and 0 where it is
/// closed: unlike with a product, even where `dy` is infinite.
func gated(_ dy: Tensor, where gate: Tensor) -> Tensor { bind(ReluGradient(), [gate, dy]) }

struct ChainProduct: Binary {
  var name: String { "chainProduct" }
  static var float: Loop2<Float, Float> { kernel_chain_product_f32 }
  static var double: Loop2<Double, Double> { kernel_chain_product_f64 }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: b)
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: a)
  }
}

struct ChainQuotient: Binary {
  var name: String { "chainQuotient" }
  static var float: Loop2<Float, Float> { kernel_chain_quotient_f32 }
  static var double: Loop2<Double, Double> { kernel_chain_quotient_f64 }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, over: b)
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(chain(-dy, times: y), over: b)
  }
}

/// dy where the gate is positive, else 0. With the result of `relu` as the gate, it is the gradient
/// of `relu`, after which it is named.
struct ReluGradient: Binary {
  var name: String { "reluGradient" }
  static var float: Loop2<Float, Float> { kernel_relu_gradient_f32 }
  static var double: Loop2<Double, Double> { kernel_relu_gradient_f64 }
  static func gradientOfA(_ gate: Tensor, _ dy: Tensor, _ z: Tensor, _ dz: Tensor) -> Tensor? {
    zeros(like: z)
  }
  static func gradientOfB(_ gate: Tensor, _ dy: Tensor, _ z: Tensor, _ dz: Tensor) -> Tensor? {
    gated(dz, where: gate)
  }
}

// MARK: - Steps

/// A comparison whose results are 1 and 0: a step, whose derivative is 0.
protocol Step: Binary {}

extension Step {
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    zeros(like: y)
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    zeros(like: y)
  }
}

/// Zeros in the shape of `y`, as a view of a single zero.
func zeros(like y: Tensor) -> Tensor { broadcast(Tensor(0, dtype: y.dtype), to: y.shape) }

/// 1 where a >= b, else 0.
struct IsAtLeast: Step {
  var name: String { "isAtLeast" }
  static var float: Loop2<Float, Float> { kernel_is_at_least_f32 }
  static var double: Loop2<Double, Double> { kernel_is_at_least_f64 }
}

/// 0 where a >= b, else 1, also where one of them is NaN.
struct IsNotAtLeast: Step {
  var name: String { "isNotAtLeast" }
  static var float: Loop2<Float, Float> { kernel_is_not_at_least_f32 }
  static var double: Loop2<Double, Double> { kernel_is_not_at_least_f64 }
}

/// 1 where the elements are equal, else 0.
struct IsEqual: Step {
  var name: String { "isEqual" }
  static var float: Loop2<Float, Float> { kernel_is_equal_f32 }
  static var double: Loop2<Double, Double> { kernel_is_equal_f64 }
}
