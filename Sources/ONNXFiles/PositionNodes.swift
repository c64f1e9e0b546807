import ONNXMessages
import Tapestry
import TensorFlowFormats

/// Elements by their positions, and positions in an order.
extension GraphWriter {
  /// Elements at positions along an axis; in batches, each example has positions of its own.
  mutating func gather(
    _ index: Int, axis: Int, batchDimensions: Int
  ) throws(FormatError) -> String {
    let sources = graph.first.steps[index].inputs
    let indices = cast(value(sources[1]), to: .int64)
    guard batchDimensions > 0 else {
      return node("Gather", [value(sources[0]), indices], [.int("axis", axis)])
    }
    // The axis follows the batch, and goes back to its place afterwards.
    let rank = spec(sources[0]).shape.rank
    let batch = Array(0..<batchDimensions)
    let outer = Array(batchDimensions..<axis)
    let front = batch + [axis] + outer + Array((axis + 1)..<rank)
    let taken = node(
      "GatherND", [transposed(value(sources[0]), front), unsqueezed(indices, -1)],
      [.int("batch_dims", batchDimensions)])
    let count = spec(sources[1]).shape.rank - batchDimensions
    let outerNow = outer.indices.map { batchDimensions + count + $0 }
    let indexed = Array(batchDimensions..<(batchDimensions + count))
    let behind = Array((batchDimensions + count + outer.count)..<spec(index).shape.rank)
    return transposed(taken, batch + outerNow + indexed + behind)
  }

  /// Rows with others added to them, or in their place.
  private mutating func scatter(_ index: Int, adds: Bool) -> String {
    let sources = graph.first.steps[index].inputs
    let rows = unsqueezed(cast(value(sources[1]), to: .int64), -1)
    return node(
      "ScatterND", [value(sources[0]), rows, value(sources[2])],
      adds ? [.text("reduction", "add")] : [])
  }

  /// The value of an operation that finds positions or scatters to them; nil if it is not one.
  mutating func indexed(
    _ name: String, _ index: Int, _ parameters: [String: GraphParameter] = [:]
  ) throws(FormatError) -> String? {
    let sources = graph.first.steps[index].inputs
    switch name {
    case "scatterAdd": return scatter(index, adds: true)
    case "scatterUpdate": return scatter(index, adds: false)
    case "argmax", "argmin":
      return extreme(
        name == "argmax" ? "ArgMax" : "ArgMin", sources[0], axis: parameters["axis"]?.integer ?? 0)
    case "argsort":
      let count = try size(of: index, axis: spec(index).shape.rank - 1)
      return order(index, count, descending: parameters["descending"]?.isTrue == true)
    case "topK":
      return order(index, integers([parameters["k"]?.integer ?? 0]), descending: true)
    case "searchSorted":
      // The number of elements that stand before each value.
      let (row, values) = (unsqueezed(value(sources[0]), -2), unsqueezed(value(sources[1]), -1))
      let isRight = parameters["right"]?.isTrue == true
      let operands = comparable([row, values], spec(sources[0]).dtype)
      let isBefore = node(isRight ? "LessOrEqual" : "Less", operands)
      let counts = sum(cast(isBefore, to: .int64), axes: [spec(sources[1]).shape.rank])
      return cast(counts, to: spec(index).dtype)
    default: return try segments(index, parameters)
    }
  }

  /// The position of the largest or smallest element, of the first of equal ones; NaN precedes all
  /// numbers.
  private mutating func extreme(_ operation: String, _ source: Int, axis: Int) -> String {
    let dtype = spec(source).dtype
    let x = comparable([value(source)], dtype)[0]
    let attributes: [Onnx_AttributeProto] = [.int("axis", axis), .int("keepdims", 0)]
    let position = node(operation, [x], attributes)
    guard let isNaN = isNaN(x, dtype) else { return position }
    let marks = cast(isNaN, to: .int32)
    let hasNaN = node("ReduceMax", [marks], [.ints("axes", [axis]), .int("keepdims", 0)])
    return select(cast(hasNaN, to: .bool), node("ArgMax", [marks], attributes), position)
  }

  /// The positions of elements along the last axis in an order in which NaN comes last.
  private mutating func order(_ index: Int, _ count: String, descending: Bool) -> String {
    let source = graph.first.steps[index].inputs[0]
    let dtype = spec(source).dtype
    var keys = comparable([value(source)], dtype)[0]
    if let isNaN = isNaN(keys, dtype) {
      keys = select(isNaN, constant(descending ? -.infinity : .infinity, dtype), keys)
    }
    let positions = model.unique("positions")
    let attributes: [Onnx_AttributeProto] = [.int("axis", -1), .int("largest", descending ? 1 : 0)]
    nodes.append(
      Onnx_NodeProto("TopK", [keys, count], attributes, [model.unique("topk"), positions]))
    return cast(positions, to: spec(index).dtype)
  }

  /// Rows that belong together, folded; nil if the operation is a different one.
  private mutating func segments(
    _ index: Int, _ parameters: [String: GraphParameter]
  ) throws(FormatError) -> String? {
    guard let kind = ["sum", "prod", "max", "min"].first(where: { parameters[$0]?.isTrue == true })
    else { return nil }
    let sources = graph.first.steps[index].inputs
    let dtype = spec(index).dtype
    guard let count = graph.dimensions(index)[0] else { throw graph.differing(index) }
    // One flag for each segment and row, and for the elements of a row.
    let rank = spec(index).shape.rank
    let rows = cast(value(sources[1]), to: .int64)
    let isMember = node("Equal", [rows, range(count, [count, 1])])
    let trailing = [Int](repeating: 1, count: rank - 1)
    let flags = reshaped(isMember, [count, graph.dimensions(sources[1])[0] ?? -1] + trailing)
    guard !dtype.isNarrow else { throw unknown(index) }
    let members = select(
      flags, unsqueezed(value(sources[0]), 0), constant(neutralElement(of: kind, dtype)))
    let attributes: [Onnx_AttributeProto] = [.ints("axes", [1]), .int("keepdims", 0)]
    switch kind {
    case "sum": return sum(members, axes: [1])
    case "prod": return node("ReduceProd", [members], attributes)
    default: return node(kind == "max" ? "ReduceMax" : "ReduceMin", [members], attributes)
    }
  }

  /// What a segment without rows gives: for a maximum the least finite number, for a minimum the
  /// greatest.
  private func neutralElement(of kind: String, _ dtype: DType) -> Tensor {
    let greatest: Tensor =
      switch dtype {
      case .float16: Tensor(Float16.greatestFiniteMagnitude)
      case .float32: Tensor(Float.greatestFiniteMagnitude)
      case .float64: Tensor(Double.greatestFiniteMagnitude)
      case .int32: Tensor(Int32.max)
      default: Tensor(Int64.max)
      }
    switch kind {
    case "sum": return Tensor(0, dtype: dtype)
    case "prod": return Tensor(1, dtype: dtype)
    case "min": return greatest
    default: return dtype.isFloating ? -greatest : -greatest - 1
    }
  }
}
