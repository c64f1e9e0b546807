// Joining tensors, and taking them apart again.

/// Tensors joined along an existing dimension.
///
/// ```swift
/// concat([Tensor([[1, 2]]), Tensor([[3, 4]])], axis: 0)  // [[1, 2], [3, 4]]
/// ```
///
/// - **Shapes:** equal except for the joined dimension.
/// - **DTypes:** all, but the same.
/// - **Gradient:** of each.
/// - Precondition: there is at least one tensor, the axis exists, and shapes and types fit.
public func concat(_ tensors: [any TensorConvertible], axis: Int) -> Tensor {
  let tensors = tensors.map(\.tensor)
  guard let first = tensors.first else {
    misuse("concat", "no tensors", cure: "give at least one")
  }
  return bind(Concatenation(axis: first.shape.resolve(axis, in: "concat")), tensors)
}

struct Concatenation: MovingPrimitive {
  let axis: Int
  var name: String { "concat" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let first = inputs[0]
    var joined = first.shape.dimensions
    for (index, input) in inputs.enumerated().dropFirst() {
      var expected = joined
      if input.rank == first.rank { expected[axis] = input.shape.dimensions[axis] }
      guard input.dtype == first.dtype, input.shape.dimensions == expected else {
        misuse(
          name,
          "tensor 0 is \(first.dtype) of shape \(first.shape), tensor \(index) \(input.dtype) of "
            + "shape \(input.shape), joined along axis \(axis)",
          cure: "make types and all other dimensions equal")
      }
      joined[axis] = joined[axis].adding(input.shape.dimensions[axis], in: name)
    }
    return TensorSpec(shape: Shape(joined), dtype: first.dtype)
  }

  func run(_ inputs: [Tensor], into result: Tensor) {
    let size = result.dtype.size
    let outer = result.shape.dimensions.prefix(axis).product(in: name)
    let inner = result.shape.dimensions.dropFirst(axis + 1).reduce(1, *)
    let rowLength = result.shape.dimensions[axis] * inner
    result.withBytes { target in
      var start = target
      for input in inputs {
        let length = input.shape.dimensions[axis] * inner
        let planes =
          input.isContiguous
          ? CopiedPlanes(rows: outer, of: length, to: rowLength, elementSize: size)
          : CopiedPlanes(
            shape: input.shape, from: input.strides, to: result.strides, elementSize: size)
        input.withBytes { planes.copy(from: $0, to: start) }
        start += length * size
      }
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let start = call.inputs[..<input].reduce(0) { $0 + $1.shape.dimensions[axis] }
    return call.dy.slice(axis: axis, start, start + call[input].shape.dimensions[axis])
  }
}

/// Tensors of one shape joined along a new dimension.
///
/// ```swift
/// stack([Tensor([1, 2]), Tensor([3, 4])], axis: 1)  // [[1, 3], [2, 4]]
/// ```
///
/// - **DTypes:** all, but the same.
/// - **Gradient:** of each.
/// - Precondition: there is at least one tensor, and all have the same shape and type.
/// - **Source:** document 001, utilizing tf.keras for training.
public func stack(_ tensors: [any TensorConvertible], axis: Int = 0) -> Tensor {
  let tensors = tensors.map(\.tensor)
  guard let first = tensors.first else {
    misuse("stack", "no tensors", cure: "give at least one")
  }
  for (index, tensor) in tensors.enumerated() where tensor.spec != first.spec {
    misuse(
      "stack",
      "tensor 0 is \(first.dtype) of shape \(first.shape), tensor \(index) \(tensor.dtype) of "
        + "shape \(tensor.shape)",
      cure: "make types and shapes equal, or join along an existing dimension: concat")
  }
  guard axis >= -first.rank - 1 && axis <= first.rank else {
    misuse(
      "stack", "axis \(axis) is out of range for tensors of shape \(first.shape)",
      cure: "use an axis from \(-first.rank - 1) to \(first.rank)")
  }
  let position = axis < 0 ? axis + first.rank + 1 : axis
  return concat(tensors.map { expandDims($0, axis: position) }, axis: position)
}

/// The slices of a tensor along a dimension, each without that dimension.
///
/// ```swift
/// unstack(Tensor([[1, 2], [3, 4]]))  // [[1, 2], [3, 4]], two tensors
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
public func unstack(_ x: some TensorConvertible, axis: Int = 0) -> [Tensor] {
  let x = x.tensor
  let axis = x.shape.resolve(axis, in: "unstack")
  return (0..<x.shape.dimensions[axis]).map { index in
    squeeze(x.slice(axis: axis, index, index + 1), axis: axis)
  }
}

/// The tensor split into parts of equal size along a dimension.
///
/// ```swift
/// split(Tensor.range(6), into: 3)  // [[0, 1], [2, 3], [4, 5]]
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the axis exists, and the number of parts divides its size.
public func split(_ x: some TensorConvertible, into parts: Int, axis: Int = 0) -> [Tensor] {
  let x = x.tensor
  let axis = x.shape.resolve(axis, in: "split")
  let size = x.shape.dimensions[axis]
  guard parts > 0 && size % parts == 0 else {
    misuse(
      "split", "\(size) elements along axis \(axis) of shape \(x.shape) into \(parts) parts",
      cure: "choose a number of parts that divides \(size), or give the sizes: split(x, sizes:)")
  }
  return split(x, sizes: [Int](repeating: size / parts, count: parts), axis: axis)
}

/// The tensor split into parts of given sizes along a dimension.
///
/// ```swift
/// split(Tensor.range(5), sizes: [2, 3])  // [[0, 1], [2, 3, 4]]
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the axis exists, and the sizes add up to its size.
public func split(_ x: some TensorConvertible, sizes: [Int], axis: Int = 0) -> [Tensor] {
  let x = x.tensor
  let axis = x.shape.resolve(axis, in: "split")
  let size = x.shape.dimensions[axis]
  guard sizes.allSatisfy({ $0 >= 0 }) && sizes.reduce(0, { $0.adding($1, in: "split") }) == size
  else {
    misuse(
      "split", "sizes \(sizes) for \(size) elements along axis \(axis) of shape \(x.shape)",
      cure: "let the sizes add up to \(size)")
  }
  var start = 0
  return sizes.map { size in
    defer { start += size }
    return x.slice(axis: axis, start, start + size)
  }
}
