import CKernels

// Disfavored, so that `atan2(y, 1)` of a `Double` is Foundation's where that is imported, too.
/// The angle, from -π to π, of the point whose coordinates are x and y.
///
/// ```swift
/// atan2(Tensor([1.0, -1.0]), Tensor([-1.0, -1.0]))  // [2.3561945, -2.3561945]
/// ```
///
/// Unlike `atan(y / x)`, it tells opposite directions apart, and x may be 0.
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both; 0 at the origin, which has no angle.
/// - Precondition: the shapes broadcast and the element types are the same.
@_disfavoredOverload
public func atan2(_ y: some Operand, _ x: some Operand) -> Tensor {
  bind(ArcTangent2(), matched("atan2", y, x))
}

struct ArcTangent2: Binary {
  var name: String { "atan2" }
  static var float: Loop2<Float, Float> { kernel_atan2_f32 }
  static var double: Loop2<Double, Double> { kernel_atan2_f64 }
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    perSquaredRadius(dy, b, a, b)
  }
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor? {
    perSquaredRadius(dy, -a, a, b)
  }

  /// dy · side / (a² + b²).
  ///
  /// The sides are divided by the longer one first, since the square of a tiny side underflows to
  /// 0; divided by an infinite one they would be NaN. The result does not depend on the divisor, so
  /// the second derivative treats it as a constant.
  private static func perSquaredRadius(
    _ dy: Tensor, _ side: Tensor, _ a: Tensor, _ b: Tensor
  ) -> Tensor {
    let longer = stopGradient(maximum(abs(a), abs(b)))
    let unit = select(isFinite(longer), longer, 1)
    let squares = square(divideNoNaN(a, unit)) + square(divideNoNaN(b, unit))
    return divideNoNaN(divideNoNaN(dy, squares) * divideNoNaN(side, unit), unit)
  }
}
