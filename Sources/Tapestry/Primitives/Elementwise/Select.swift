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
    case 1: choose(inputs, y, UInt8.self)
    case 2: choose(inputs, y, UInt16.self)
    case 4: choose(inputs, y, UInt32.self)
    default: choose(inputs, y, UInt64.self)
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

  /// Moves elements of one size, whatever their type.
  private func choose<Bits: BitwiseCopyable>(_ inputs: [Tensor], _ y: Tensor, _: Bits.Type) {
    let walk = StridedWalk(
      shape: y.shape, strides: inputs.map { $0.strides(broadcastTo: y.shape) })
    let steps = walk.innerStrides
    withElements(of: inputs[1], as: Bits.self, inputs[2], as: Bits.self, y, as: Bits.self) {
      a, b, target in
      inputs[0].withElements(as: Bool.self) { condition in
        walk.inParallel { first, offsets, length in
          let (c, a, b) = (condition + offsets[0], a + offsets[1], b + offsets[2])
          let target = target + first
          if steps == [1, 1, 1] {
            for index in 0..<length { target[index] = c[index] ? a[index] : b[index] }
          } else {
            for index in 0..<length {
              target[index] = c[index * steps[0]] ? a[index * steps[1]] : b[index * steps[2]]
            }
          }
        }
      }
    }
  }
}
