import CKernels

// The inverses of the error function and of the standard normal distribution.

/// The number whose error function each element is; infinite from ±1 on.
///
/// ```swift
/// erfinv(Tensor([0.5]))  // [0.47693628]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes; infinite from ±1 on.
public func erfinv(_ x: some TensorConvertible) -> Tensor { bind(Erfinv(), [x.tensor]) }

struct Erfinv: Unary {
  var name: String { "erfinv" }
  static var float: Loop1<Float> { kernel_erfinv_f32 }
  static var double: Loop1<Double> { kernel_erfinv_f64 }
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    chain(dy, times: Double.pi.squareRoot() / 2 * exp(square(y)))
  }
}

/// The quantiles of the standard normal distribution: the number below which a standard normal
/// variable lies with the probability that each element is; infinite from 0 down and from 1 up.
///
/// ```swift
/// ndtri(Tensor([0.5, 0.75]))  // [0, 0.67448974]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes; infinite from 0 down and from 1 up.
public func ndtri(_ p: some TensorConvertible) -> Tensor { bind(Ndtri(), [p.tensor]) }

struct Ndtri: Unary {
  var name: String { "ndtri" }
  static var float: Loop1<Float> { kernel_ndtri_f32 }
  static var double: Loop1<Double> { kernel_ndtri_f64 }
  // One over the density there.
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor? {
    chain(dy, times: (2 * Double.pi).squareRoot() * exp(0.5 * square(y)))
  }
}
