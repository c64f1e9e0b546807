// Adding elements around a tensor.

/// The values of the elements that `pad` adds.
public enum PaddingMode: Sendable {
  /// A constant value.
  case constant
  /// The elements mirrored at the outermost one, which is not repeated: `3 2 | 1 2 3 | 2 1`.
  case reflect
  /// The elements mirrored at the edge, so that the outermost one is repeated: `2 1 | 1 2 3 | 3 2`.
  case symmetric
}

/// The tensor with elements added before and after each dimension.
///
/// ```swift
/// pad(Tensor([[1, 2]]), [(1, 0), (0, 2)])                  // [[0, 0, 0, 0], [1, 2, 0, 0]]
/// pad(Tensor([1, 2, 3]), [(1, 1)], value: 9)               // [9, 1, 2, 3, 9]
/// pad(Tensor([1, 2, 3]), [(2, 1)], mode: .reflect)         // [3, 2, 1, 2, 3, 2]
/// pad(Tensor([1, 2, 3]), [(2, 1)], mode: .symmetric)       // [2, 1, 1, 2, 3, 3]
/// ```
///
/// `value` is for `.constant` only.
///
/// - **DTypes:** all.
/// - **Gradient:** of x and the value.
/// - Precondition: there is one pair of numbers, zero or more, for each dimension, and mirroring
///   needs no more elements than there are.
public func pad(
  _ x: some TensorConvertible, _ widths: [(before: Int, after: Int)], value: some Operand = 0,
  mode: PaddingMode = .constant
) -> Tensor {
  let operands = matched("pad", x, value)
  let x = operands[0]
  guard widths.count == x.rank, widths.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else {
    let pairs = widths.map { "(\($0.before), \($0.after))" }.joined(separator: ", ")
    misuse(
      "pad", "widths [\(pairs)] for shape \(x.shape)",
      cure: "give \(x.rank) pairs, one for each dimension, of numbers from 0 on")
  }
  if case .constant = mode {
    let parts = zip(widths, x.shape.dimensions).map { width, size in
      StridedSlice.Part(start: width.before, count: size, step: 1)
    }
    let sizes = zip(widths, x.shape.dimensions).map {
      $0.before.adding($1, in: "pad").adding($0.after, in: "pad")
    }
    return bind(Padding(shape: Shape(sizes), parts: parts), operands)
  }
  return widths.enumerated().reduce(x.unchanged) { padded, width in
    mirrored(padded, axis: width.offset, width.element, mode)
  }
}

/// The tensor continued in both directions of one dimension by its own mirror image.
private func mirrored(
  _ x: Tensor, axis: Int, _ width: (before: Int, after: Int), _ mode: PaddingMode
) -> Tensor {
  if width == (0, 0) { return x }
  let size = x.shape.dimensions[axis]
  // In this mode the outermost element is not repeated.
  let isShared = mode == .reflect ? 1 : 0
  guard max(width.before, width.after) <= size - isShared else {
    misuse(
      "pad",
      "(\(width.before), \(width.after)) elements along axis \(axis) of shape \(x.shape) in mode "
        + "\(mode)",
      cure: "add at most \(max(0, size - isShared)) on each side, or use mode .constant")
  }
  func mirror(from start: Int, _ count: Int) -> [Tensor] {
    if count == 0 { return [] }
    let parts = x.shape.dimensions.enumerated().map { dimension, size in
      dimension == axis
        ? StridedSlice.Part(start: start, count: count, step: -1)
        : StridedSlice.Part(start: 0, count: size, step: 1)
    }
    return [bind(StridedSlice(parts: parts), [x])]
  }
  let before = mirror(from: width.before - 1 + isShared, width.before)
  let after = mirror(from: size - 1 - isShared, width.after)
  return concat(before + [x] + after, axis: axis)
}

/// A larger tensor that contains the input and is one value elsewhere.
struct Padding: MovingPrimitive {
  let shape: Shape
  let parts: [StridedSlice.Part]
  var name: String { "pad" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    guard inputs[1].rank == 0 else {
      misuse(
        name, "the value has shape \(inputs[1].shape)", cure: "give a scalar to pad with")
    }
    return TensorSpec(shape: shape, dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], into result: Tensor) {
    // Elements between those of the input are padding too, where steps leave room for them.
    let isSpread = parts.contains { $0.step != 1 }
    if isSpread { inputs[1].repeated(shape).copy(into: result) }
    inputs[0].copy(into: result.view(parts))
    if isSpread { return }
    // What lies before and after the input along each dimension: within the input's part of the
    // dimensions in front, so that no element is written twice.
    for axis in parts.indices {
      let end = parts[axis].start + parts[axis].count
      fill(result, 0..<parts[axis].start, along: axis, with: inputs[1])
      fill(result, end..<shape.dimensions[axis], along: axis, with: inputs[1])
    }
  }

  private func fill(_ result: Tensor, _ range: Range<Int>, along axis: Int, with value: Tensor) {
    if range.isEmpty { return }
    let filled = shape.dimensions.enumerated().map { dimension, size in
      if dimension < axis { return parts[dimension] }
      return dimension == axis
        ? StridedSlice.Part(start: range.lowerBound, count: range.count, step: 1)
        : StridedSlice.Part(start: 0, count: size, step: 1)
    }
    let view = result.view(filled)
    value.repeated(view.shape).copy(into: view)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    if input == 0 { return bind(StridedSlice(parts: parts), [call.dy]) }
    let isPadding = pad(
      Tensor.zeros(like: call[0], dtype: .bool),
      zip(parts, shape.dimensions).map { ($0.start, $1 - $0.start - $0.count) },
      value: Tensor(true))
    return select(isPadding, call.dy, 0).sum()
  }
}
