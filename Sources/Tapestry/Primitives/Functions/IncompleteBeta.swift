import CKernels

// The distribution function of the beta distribution, which is the regularized incomplete beta
// function, and its derivative, which is an operation of its own.

/// The probability that a beta variable with the parameters a and b is at most x: the regularized
/// incomplete beta function.
///
/// ```swift
/// betainc(2.0, 3.0, Tensor([0.5]))  // [0.6875]
/// ```
///
/// It is NaN where a or b is not positive, and where x is not between 0 and 1.
///
/// - **Shapes:** broadcast.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of x, of any order; as in TensorFlow, there is none of a and b. Where one is
///   needed, the program stops.
/// - Precondition: the shapes broadcast and the element types are the same.
public func betainc(_ a: some Operand, _ b: some Operand, _ x: some Operand) -> Tensor {
  // Weak operands take the type of whichever is not.
  let known = a.fixedDType ?? b.fixedDType ?? x.fixedDType ?? .float32
  func tensor(_ operand: some Operand) -> Tensor {
    operand.tensor(weakDType: operand.fixedDType == nil ? known : nil)
  }
  let parameters = matched("betainc", tensor(a), tensor(b))
  return bind(Betainc(), parameters + [matched("betainc", parameters[1], tensor(x))[1]])
}

struct Betainc: Ternary {
  var name: String { "betainc" }
  static var float: Loop3<Float> { kernel_betainc_f32 }
  static var double: Loop3<Double> { kernel_betainc_f64 }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    guard input == 2 else {
      // Without this part the gradient would be wrong, and nothing would show it.
      let parameter = input == 0 ? "a" : "b"
      endCall(
        InvalidUse(
          name, "its derivative with respect to \(parameter), which is not known",
          cure: "differentiate with respect to x only: "
            + "betainc(stopGradient(a), stopGradient(b), x)"))
      return nil
    }
    return chain(call.dy, times: bind(BetaDensity(), call.inputs)).summed(to: call[2].shape)
  }
}

/// The derivative of `betainc` with respect to x: the density of the beta distribution.
///
/// One loop in double precision: the terms of its formula cancel where a and b are large.
struct BetaDensity: Ternary, DefinedPrimitive {
  var name: String { "betaDensity" }
  static var float: Loop3<Float> { kernel_beta_density_f32 }
  static var double: Loop3<Double> { kernel_beta_density_f64 }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let (a, b, x) = (inputs[0], inputs[1], inputs[2])
    let scale = lgamma(a + b) - lgamma(a) - lgamma(b)
    return exp(xlogy(a - 1, x) + xlogy(b - 1, 1 - x) + scale)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (a, b, x) = (call[0], call[1], call[2])
    let slope =
      switch input {
      case 0: log(x) - digamma(a) + digamma(a + b)
      case 1: log1p(-x) - digamma(b) + digamma(a + b)
      default: xdivy(a - 1, x) - xdivy(b - 1, 1 - x)
      }
    return chain(call.dy, times: call.output * slope).summed(to: call[input].shape)
  }
}

// MARK: - Three operands

/// A loop over three arrays, each with a step of 1, or of 0 to repeat one value.
typealias Loop3<T> =
  @Sendable (
    UnsafePointer<T>?, Int, UnsafePointer<T>?, Int, UnsafePointer<T>?, Int,
    UnsafeMutablePointer<T>?, Int
  ) -> Void

/// An operation on three floating-point elements at a time, after broadcasting.
protocol Ternary: Primitive {
  /// The loop over `float32`; `float16` is computed in `float32`.
  static var float: Loop3<Float> { get }
  /// The loop over `float64`.
  static var double: Loop3<Double> { get }
}

extension Ternary {
  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let dtype = inputs[0].dtype
    guard dtype.isFloating else {
      misuse(name, "not defined for \(dtype)", cure: "cast first: cast(x, to: .float32)")
    }
    let parameters = Shape.broadcast(inputs[0].shape, inputs[1].shape, in: name)
    return TensorSpec(
      shape: Shape.broadcast(parameters, inputs[2].shape, in: name), dtype: dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if let uniform = runUniform(inputs, spec) { return uniform }
    if spec.dtype == .float16 { return throughFloat(inputs, spec) }
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    if spec.dtype == .float32 {
      each(inputs, y, Self.float)
    } else {
      each(inputs, y, Self.double)
    }
    return y
  }

  private func each<T: FloatingScalar>(_ inputs: [Tensor], _ y: Tensor, _ loop: Loop3<T>) {
    let walk = StridedWalk(
      shape: y.shape, strides: inputs.map { $0.strides(broadcastTo: y.shape) })
    let steps = walk.innerStrides
    guard steps.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      return each(inputs.map { $0.contiguous() }, y, loop)
    }
    withElements(of: inputs[0], as: T.self, inputs[1], as: T.self, y, as: T.self) { a, b, target in
      inputs[2].withElements(as: T.self) { x in
        walk.inParallel { first, offsets, length in
          loop(
            a + offsets[0], steps[0], b + offsets[1], steps[1], x + offsets[2], steps[2],
            target + first, length)
        }
      }
    }
  }
}
