/// One-hot vectors: along a new dimension, a 1 at the position that each index gives, and 0
/// elsewhere.
///
/// ```swift
/// oneHot(Tensor([2, 0]), depth: 3)             // [[0, 0, 1], [1, 0, 0]]
/// oneHot(Tensor([2, 0]), depth: 3, axis: 0)    // [[0, 1], [0, 0], [1, 0]]
/// ```
///
/// An index that is negative, or not below `depth`, gives zeros only, as in TensorFlow.
///
/// - **Shapes:** the indices', with a dimension of size `depth` inserted at `axis`; -1 puts it
///   last.
/// - **DTypes:** integers for the indices, any for the result.
/// - **Gradient:** none.
/// - Precondition: the depth is zero or more, and the axis not beyond the end.
public func oneHot(
  _ indices: some TensorConvertible, depth: Int, dtype: DType = .float32, axis: Int = -1
) -> Tensor {
  let indices = indices.tensor
  let position = axis < 0 ? axis + indices.rank + 1 : axis
  guard position >= 0 && position <= indices.rank else {
    misuse(
      "oneHot", "axis \(axis) is out of range for indices of shape \(indices.shape)",
      cure: "use an axis from \(-indices.rank - 1) to \(indices.rank)")
  }
  return bind(OneHot(depth: depth, dtype: dtype, axis: position), [indices])
}

struct OneHot: Primitive {
  let depth: Int
  let dtype: DType
  let axis: Int
  var name: String { "oneHot" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    guard depth >= 0 else {
      misuse(name, "a depth of \(depth)", cure: "give the number of classes, zero or more")
    }
    guard inputs[0].dtype.isInteger else {
      misuse(
        name, "the indices are a \(inputs[0].dtype) tensor",
        cure: "cast them to integers: cast(indices, to: .int32)")
    }
    var dimensions = inputs[0].shape.dimensions
    dimensions.insert(depth, at: axis)
    return TensorSpec(shape: Shape(dimensions), dtype: dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let result = Tensor(uninitialized: spec.shape, dtype: dtype)
    let indices = Indices(inputs[0])
    // Elements of one size are marked by the same loop: zeros have no bits set, whatever the type.
    switch dtype.size {
    case 1: mark(indices, result, UInt8.self)
    case 2: mark(indices, result, UInt16.self)
    case 4: mark(indices, result, UInt32.self)
    default: mark(indices, result, UInt64.self)
    }
    return result
  }

  private func mark<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ indices: Indices, _ result: Tensor, _: Bits.Type
  ) {
    if indices.isWide {
      mark(indices.tensor, result, Int64.self, Bits.self)
    } else {
      mark(indices.tensor, result, Int32.self, Bits.self)
    }
  }

  @inline(__always)
  private func mark<
    Index: FixedWidthInteger & BitwiseCopyable, Bits: FixedWidthInteger & BitwiseCopyable
  >(_ indices: Tensor, _ result: Tensor, _: Index.Type, _: Bits.Type) {
    guard result.count > 0 else { return }
    let one = Tensor.ones([], dtype: dtype).withElements(as: Bits.self) { $0[0] }
    let inner = result.shape.dimensions[(axis + 1)...].reduce(1, *)
    let size = depth * inner
    // Ones are written while the zeros around them are in the cache.
    let together = max(1, (1 << 12) / size)
    withElements(of: indices, as: Index.self, result, as: Bits.self) { indices, elements in
      let smallest = max(2, (1 << 16) / size)
      parallel(result.count / size, smallest: smallest, multiple: 1) { part in
        for first in stride(from: part.lowerBound, to: part.upperBound, by: together) {
          let blocks = first..<min(first + together, part.upperBound)
          (elements + first * size).update(repeating: 0, count: blocks.count * size)
          for block in blocks {
            for column in 0..<inner {
              let index = Int(indices[block * inner + column])
              if 0..<depth ~= index { elements[block * size + index * inner + column] = one }
            }
          }
        }
      }
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
