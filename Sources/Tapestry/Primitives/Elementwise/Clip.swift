import CKernels

/// Each element, or the nearer bound if it lies outside the bounds.
///
/// ```swift
/// clip(Tensor([-2.0, 0.5, 3.0]), min: -1, max: 1)  // [-1, 0.5, 1]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** yes; 0 outside the bounds.
public func clip(_ x: some TensorConvertible, min: some Operand, max: some Operand) -> Tensor {
  let upper = matched("clip", x, max)
  let lower = matched("clip", upper[0], min)
  let inputs = [upper[0], lower[1], upper[1]]
  // A graph fuses the two operations with their neighbors, which is better still than one loop for
  // both.
  return Context.current.interpreter == nil
    ? bind(Clip(), inputs) : Clip.formula(inputs[0], min: inputs[1], max: inputs[2])
}

/// max(min(x, upper bound), lower bound), from x, the lower and the upper bound.
struct Clip: DefinedPrimitive {
  var name: String { "clip" }

  static func formula(_ x: Tensor, min: Tensor, max: Tensor) -> Tensor {
    bind(ElementwiseMaximum(), [bind(ElementwiseMinimum(), [x, max]), min])
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    Self.formula(inputs[0], min: inputs[1], max: inputs[2])
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (min, max) = (ElementwiseMaximum(), ElementwiseMinimum())
    let limited = max.spec([inputs[0], inputs[2]])
    return TensorSpec(
      shape: Shape.broadcast(limited.shape, inputs[1].shape, in: min.name), dtype: limited.dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let (x, low, high) = (inputs[0], inputs[1], inputs[2])
    guard spec.dtype.isFloating, x.shape == spec.shape, low.isUniform, high.isUniform,
      !x.isUniform
    else {
      return Context.with(interpreter: nil, tapes: []) { definition(inputs) }
    }
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float16:
      let (low, high) = (convert(low, to: .float32), convert(high, to: .float32))
      let bounds = (low.first(as: Float.self), high.first(as: Float.self))
      each(x, y, halfLoop { kernel_clip_f32($0, bounds.0, bounds.1, $1, $2) })
    case .float32:
      let bounds = (low.first(as: Float.self), high.first(as: Float.self))
      each(x, y) { kernel_clip_f32($0, bounds.0, bounds.1, $1, $2) }
    default:
      let bounds = (low.first(as: Double.self), high.first(as: Double.self))
      each(x, y) { kernel_clip_f64($0, bounds.0, bounds.1, $1, $2) }
    }
    return y
  }

  private func each<T: FloatingScalar>(_ x: Tensor, _ y: Tensor, _ loop: Loop1<T>) {
    withElements(of: x.contiguous(), as: T.self, y, as: T.self) { from, to in
      parallel(y.count) { loop(from + $0.lowerBound, to + $0.lowerBound, $0.count) }
    }
  }

  /// The gradient passes the lower bound first, then the upper, each as in `maximum` and `minimum`.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (x, low, high, dy) = (call[0], call[1], call[2], call.dy)
    let limited = bind(ElementwiseMinimum(), [x, high])
    if input == 1 {
      return gated(dy, where: bind(IsNotAtLeast(), [limited, low])).summed(to: low.shape)
    }
    let passed = gated(dy, where: bind(IsAtLeast(), [limited, low]))
    return input == 0
      ? gated(passed, where: bind(IsAtLeast(), [high, x])).summed(to: x.shape)
      : gated(passed, where: bind(IsNotAtLeast(), [high, x])).summed(to: high.shape)
  }
}

extension Tensor {
  /// The first element.
  fileprivate func first<T: BitwiseCopyable>(as type: T.Type) -> T {
    withElements(as: type) { $0[0] }
  }
}
