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
  let place = axis < 0 ? axis + indices.rank + 1 : axis
  guard place >= 0 && place <= indices.rank else {
    misuse(
      "oneHot", "axis \(axis) is out of range for indices of shape \(indices.shape)",
      cure: "use an axis from \(-indices.rank - 1) to \(indices.rank)")
  }
  return bind(OneHot(depth: depth, dtype: dtype, axis: place), [indices])
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
    let indices = Indices(inputs[0])
    let result = Tensor(uninitialized: spec.shape, dtype: dtype)
    let inner = spec.shape.dimensions[(axis + 1)...].product(in: name)
    func mark<S: Scalar>(_: S.Type) {
      let (zero, one) = (Tensor.element(0, as: S.self), Tensor.element(1, as: S.self))
      func mark<I: FixedWidthInteger & BitwiseCopyable>(_: I.Type) {
        withElements(of: indices.tensor, as: I.self, result, as: S.self) { indices, elements in
          // Ones are written while the zeros around them are in the cache.
          let smallest = max(2, (1 << 16) / max(1, depth * inner))
          parallel(inner == 0 ? 0 : inputs[0].count / inner, smallest: smallest, multiple: 1) {
            for outer in $0 {
              let block = elements + outer * depth * inner
              block.initialize(repeating: zero, count: depth * inner)
              for column in 0..<inner {
                let index = Int(indices[outer * inner + column])
                if 0..<depth ~= index { block[index * inner + column] = one }
              }
            }
          }
        }
      }
      if indices.isWide { mark(Int64.self) } else { mark(Int32.self) }
    }
    mark(dtype.scalarType)
    return result
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
