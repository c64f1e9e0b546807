import ONNXMessages
import Tapestry
import TensorFlowFormats

/// Many elements to one, and scans.
extension GraphWriter {
  mutating func reduction(
    _ name: String, _ index: Int, axes: [Int], keepDims: Bool
  ) throws(FormatError) -> String {
    let source = graph.first.steps[index].inputs[0]
    let x = value(source)
    // ONNX reduces all axes where none is named.
    if axes.isEmpty { return x }
    let dtype = spec(source).dtype
    let attributes: [Onnx_AttributeProto] = [
      .ints("axes", axes), .int("keepdims", keepDims ? 1 : 0),
    ]
    switch name {
    case "any", "all":
      // Sums, since they are known for no elements, too.
      let counted = name == "any" ? x : node("Not", [x])
      let count = sum(cast(counted, to: .int32), axes: axes, keepDims: keepDims)
      return node(name == "any" ? "Greater" : "Equal", [count, constant(0, .int32)])
    case "sum":
      return try numeric(
        "ReduceSum", [x], axes: integers(axes), dtype, [.int("keepdims", keepDims ? 1 : 0)])
    case "mean": return try numeric("ReduceMean", [x], dtype, index, attributes)
    case "prod": return try numeric("ReduceProd", [x], dtype, index, attributes)
    case "max", "min":
      if axes.contains(where: { graph.dimensions(source)[$0] == 0 }) { throw unknown(index) }
      let operation = name == "max" ? "ReduceMax" : "ReduceMin"
      let result = try numeric(operation, [x], dtype, index, attributes)
      // Runtimes pass over NaN, depending on where it stands.
      guard let isNaN = isNaN(x, dtype) else { return result }
      let hasNaN = node("ReduceMax", [cast(isNaN, to: .int32)], attributes)
      return select(cast(hasNaN, to: .bool), constant(.nan, dtype), result)
    default: throw unknown(index)
    }
  }

  /// A reduction that takes its axes as an operand.
  private mutating func numeric(
    _ operation: String, _ inputs: [String], axes: String, _ dtype: DType,
    _ attributes: [Onnx_AttributeProto]
  ) throws(FormatError) -> String {
    guard dtype.isNarrow else { return node(operation, inputs + [axes], attributes) }
    let wide = inputs.map { cast($0, to: .int32) }
    return cast(node(operation, wide + [axes], attributes), to: dtype)
  }

  mutating func cumulative(
    _ name: String, _ index: Int, axis: Int, exclusive: Bool, reverse: Bool
  ) throws(FormatError) -> String {
    let source = graph.first.steps[index].inputs[0]
    let dtype = spec(source).dtype
    switch name {
    case "cumsum":
      let attributes = [
        Onnx_AttributeProto.int("exclusive", exclusive ? 1 : 0),
        .int("reverse", reverse ? 1 : 0),
      ]
      let axis = constant(Tensor(Int64(axis)))
      guard dtype.isNarrow else { return node("CumSum", [value(source), axis], attributes) }
      let wide = cast(value(source), to: .int32)
      return cast(node("CumSum", [wide, axis], attributes), to: dtype)
    case "cumprod":
      guard let length = graph.dimensions(source)[axis] else { throw graph.differing(index) }
      return try products(
        value(source), index, axis: axis, length: length, exclusive: exclusive, reverse: reverse)
    default: throw unknown(index)
    }
  }

  /// Running products in a few steps, each of which doubles the number of factors: ONNX has no
  /// operation for them.
  private mutating func products(
    _ x: String, _ index: Int, axis: Int, length: Int, exclusive: Bool, reverse: Bool
  ) throws(FormatError) -> String {
    let dtype = spec(index).dtype
    let one = constant(1, dtype)
    let rank = spec(index).shape.rank
    /// The elements moved by a number of positions, with ones in front of them.
    func moved(_ x: String, by distance: Int) -> String {
      var widths = [(before: Int, after: Int)](repeating: (0, 0), count: rank)
      if reverse { widths[axis].after = distance } else { widths[axis].before = distance }
      let rest =
        reverse
        ? sliced(x, axis: axis, from: distance, to: length)
        : sliced(x, axis: axis, from: 0, to: length - distance)
      return padded(rest, widths, with: one, dtype)
    }
    var result = exclusive && length > 0 ? moved(x, by: 1) : x
    var distance = 1
    while distance < length {
      result = try numeric("Mul", [result, moved(result, by: distance)], dtype, index)
      distance *= 2
    }
    return result
  }
}
