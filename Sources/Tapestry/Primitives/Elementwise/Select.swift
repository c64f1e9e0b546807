import CKernels

/// The elements of `a` where the condition is true, and those of `b` elsewhere.
///
/// ```swift
/// select(x > 0, x, 0)  // what relu computes
/// ```
///
/// - **Shapes:** all three broadcast.
/// - **DTypes:** `bool` for the condition, any one dtype for both others.
/// - **Gradient:** of `a` and `b`, where they were taken.
/// - Precondition: the condition is `bool`, the shapes broadcast, and a and b have the same type.
public func select(
  _ condition: some TensorConvertible, _ a: some Operand, _ b: some Operand
) -> Tensor {
  bind(Selection(), [condition.tensor] + matched("select", a, b))
}

struct Selection: Primitive {
  var name: String { "select" }
  var elementLoop: ElementLoop? { .choice }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    guard inputs[0].dtype == .bool else {
      misuse(
        name, "the condition is a \(inputs[0].dtype) tensor",
        cure: "compare first, as in select(x > 0, a, b)")
    }
    let values = Shape.broadcast(inputs[1].shape, inputs[2].shape, in: name)
    return TensorSpec(
      shape: Shape.broadcast(inputs[0].shape, values, in: name), dtype: inputs[1].dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype.size {
    case 1: choose(inputs, y, kernel_select_bytes1)
    case 2: choose(inputs, y, kernel_select_bytes2)
    case 4: choose(inputs, y, kernel_select_bytes4)
    default: choose(inputs, y, kernel_select_bytes8)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    switch input {
    case 1: select(call[0], call.dy, 0).summed(to: call[1].shape)
    case 2: select(call[0], 0, call.dy).summed(to: call[2].shape)
    default: nil
    }
  }

  /// A loop that takes each element from one of two arrays, each with a step.
  private typealias Choice<Bits> = (
    UnsafePointer<UInt8>?, Int, UnsafePointer<Bits>?, Int, UnsafePointer<Bits>?, Int,
    UnsafeMutablePointer<Bits>?, Int
  ) -> Void

  /// Moves elements of one size, whatever their type.
  private func choose<Bits: BitwiseCopyable>(
    _ inputs: [Tensor], _ y: Tensor, _ loop: Choice<Bits>
  ) {
    let walk = StridedWalk(
      shape: y.shape, strides: inputs.map { $0.strides(broadcastTo: y.shape) })
    let steps = walk.innerStrides
    guard steps.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      return choose(inputs.map { $0.contiguous() }, y, loop)
    }
    withElements(of: inputs[1], as: Bits.self, inputs[2], as: Bits.self, y, as: Bits.self) {
      a, b, target in
      inputs[0].withElements(as: UInt8.self) { condition in
        walk.inParallel { first, offsets, length in
          loop(
            condition + offsets[0], steps[0], a + offsets[1], steps[1], b + offsets[2], steps[2],
            target + first, length)
        }
      }
    }
  }
}
