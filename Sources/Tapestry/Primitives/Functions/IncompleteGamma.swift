import CKernels

// The distribution function of the gamma distribution and its complement, which are the regularized
// incomplete gamma functions, and their derivatives, each of which is an operation of its own.

/// The probability that a gamma variable of shape a is at most x: the regularized lower incomplete
/// gamma function.
///
/// ```swift
/// igamma(1.0, Tensor([1.0]))  // [0.63212055], which is 1 - 1/e
/// ```
///
/// It is NaN where a is not positive, and where x is negative.
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both, and of any order with respect to x. A second derivative with respect to
///   a stops the program: there is no formula for it, and TensorFlow has none either.
/// - Precondition: the shapes broadcast and the element types are the same.
public func igamma(_ a: some Operand, _ x: some Operand) -> Tensor {
  bind(Igamma(), matched("igamma", a, x))
}

struct Igamma: Binary {
  var name: String { "igamma" }
  static var float: Loop2<Float, Float> { kernel_igamma_f32 }
  static var double: Loop2<Double, Double> { kernel_igamma_f64 }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: bind(IgammaSlope(), [a, b]))
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: bind(GammaDensity(), [a, b]))
  }
}

/// 1 - igamma(a, x), accurate where igamma is near 1: the regularized upper incomplete gamma
/// function.
///
/// ```swift
/// igammac(1.0, Tensor([30.0]))  // [9.357623e-14], which is e⁻³⁰
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both, and of any order with respect to x. A second derivative with respect to
///   a stops the program: there is no formula for it, and TensorFlow has none either.
/// - Precondition: the shapes broadcast and the element types are the same.
public func igammac(_ a: some Operand, _ x: some Operand) -> Tensor {
  bind(Igammac(), matched("igammac", a, x))
}

struct Igammac: Binary {
  var name: String { "igammac" }
  static var float: Loop2<Float, Float> { kernel_igammac_f32 }
  static var double: Loop2<Double, Double> { kernel_igammac_f64 }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(-dy, times: bind(IgammaSlope(), [a, b]))
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(-dy, times: bind(GammaDensity(), [a, b]))
  }
}

/// The derivative of `igamma` with respect to a, which files of TensorFlow have as an operation.
package func igammaSlope(_ a: Tensor, _ x: Tensor) -> Tensor { bind(IgammaSlope(), [a, x]) }

/// The derivative of `igamma` with respect to a.
struct IgammaSlope: Binary {
  var name: String { "igammaSlope" }
  static var float: Loop2<Float, Float> { kernel_igamma_slope_f32 }
  static var double: Loop2<Double, Double> { kernel_igamma_slope_f64 }
  // Without this part the gradient would be wrong, and nothing would show it.
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    endCall(
      InvalidUse(
        "igamma", "its second derivative with respect to a, which is not known",
        cure: "take the second derivative with respect to x only, or stop the first: "
          + "stopGradient(a)"))
    return nil
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    GammaDensity.gradientOfA(a, b, bind(GammaDensity(), [a, b]), dy)
  }
}

/// The derivative of `igamma` with respect to x: the density of the gamma distribution.
///
/// One loop in double precision: the terms of its formula cancel where a is large.
struct GammaDensity: Binary, DefinedPrimitive {
  var name: String { "gammaDensity" }
  static var float: Loop2<Float, Float> { kernel_gamma_density_f32 }
  static var double: Loop2<Double, Double> { kernel_gamma_density_f64 }
  func definition(_ inputs: [Tensor]) -> Tensor {
    let (a, x) = (inputs[0], inputs[1])
    return exp(xlogy(a - 1, x) - x - lgamma(a))
  }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: y * (log(b) - digamma(a)))
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    chain(dy, times: y * (xdivy(a - 1, b) - 1))
  }
}
