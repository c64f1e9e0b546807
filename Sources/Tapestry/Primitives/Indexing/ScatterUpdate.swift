/// A tensor in which the rows at the given positions are replaced.
///
/// ```swift
/// scatterUpdate(Tensor([10, 20, 30]), Tensor([2, 0]), Tensor([7, 8]))   // [8, 20, 7]
/// ```
///
/// If there are several rows for one position, the last one is kept.
///
/// - **Shapes:** one row for each index.
/// - **DTypes:** any one dtype for x and the rows, integers for the indices.
/// - **Gradient:** of x, where nothing was replaced; of the rows if no position is named twice.
/// - Precondition: each index is in range, and shapes and types fit.
public func scatterUpdate(
  _ x: some TensorConvertible, _ indices: some TensorConvertible, _ rows: some TensorConvertible
) -> Tensor {
  let operands = matched("scatterUpdate", x, rows)
  return bind(ScatterUpdate(), [operands[0], indices.tensor, operands[1]])
}

struct ScatterUpdate: PartialPrimitive {
  private var lookup: Lookup { .rows }
  var name: String { "scatterUpdate" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (x, indices, rows) = (inputs[0], inputs[1], inputs[2])
    _ = x.shape.existingAxis(0, in: name)
    lookup.check(rows, called: "rows", at: indices, of: x, in: name)
    return x.spec
  }

  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    let rows = inputs[2].contiguous()
    let blocks = lookup.blocks(spec.shape, inputs[1].shape)
    let indices = try Indices(inputs[1], below: blocks.size, in: name)
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    inputs[0].copy(into: y)
    put(rows, blocks, indices, into: y)
    return y
  }

  /// Replaces the rows at the indices, one after the other.
  func put(_ rows: Tensor, _ blocks: Lookup.Blocks, _ indices: Indices, into y: Tensor) {
    func replace<Bits: BitwiseCopyable, I: FixedWidthInteger & BitwiseCopyable>(
      _: Bits.Type, _: I.Type
    ) {
      withElements(of: rows, as: Bits.self, y, as: Bits.self, indices.tensor, as: I.self) {
        source, target, indices in
        for row in 0..<blocks.count {
          let (old, new) = (target + Int(indices[row]) * blocks.inner, source + row * blocks.inner)
          // A call for each row costs more than one element.
          if blocks.inner == 1 {
            old.pointee = new.pointee
          } else {
            old.update(from: new, count: blocks.inner)
          }
        }
      }
    }
    func replace<Bits: BitwiseCopyable>(_: Bits.Type) {
      if indices.isWide { replace(Bits.self, Int64.self) } else { replace(Bits.self, Int32.self) }
    }
    switch y.dtype.size {
    case 1: replace(UInt8.self)
    case 2: replace(UInt16.self)
    case 4: replace(UInt32.self)
    default: replace(UInt64.self)
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    switch input {
    case 0: scatterUpdate(call.dy, call[1], Tensor.zeros(like: call[2]))
    case 2: gather(call.dy, call[1])
    default: nil
    }
  }
}
