import ONNXMessages
import Tapestry
import TensorFlowFormats

/// Matrix products, and losses that are one operation here.
extension GraphWriter {
  mutating func product(
    _ index: Int, transposeA: Bool, transposeB: Bool
  ) throws(FormatError) -> String {
    let sources = graph.first.steps[index].inputs
    let flags = [transposeA, transposeB]
    var operands: [String] = []
    for (source, isTransposed) in zip(sources, flags) {
      let rank = spec(source).shape.rank
      let order = Array(0..<(rank - 2)) + [rank - 1, rank - 2]
      operands.append(isTransposed ? transposed(value(source), order) : value(source))
    }
    return try numeric("MatMul", operands, spec(index).dtype, index)
  }

  /// The cross-entropy of rows of logits and labels.
  mutating func crossEntropy(_ index: Int, isSparse: Bool) throws(FormatError) -> String {
    let sources = graph.first.steps[index].inputs
    let dtype = spec(index).dtype
    let logarithms = node("LogSoftmax", [value(sources[1])], [.int("axis", -1)])
    let last = spec(sources[1]).shape.rank - 1
    guard isSparse else {
      return node("Neg", [sum(node("Mul", [value(sources[0]), logarithms]), axes: [last])])
    }
    guard let classes = graph.dimensions(sources[1])[last] else { throw graph.differing(index) }
    let isLabel = oneHot(sources[0], axis: last, depth: classes)
    return node("Neg", [sum(select(isLabel, logarithms, constant(0, dtype)), axes: [last])])
  }

  /// Where a position, along a new axis, is the number of an element.
  ///
  /// ONNX's own OneHot counts negative numbers from the end; here, they stand for no position.
  mutating func oneHot(_ index: Int, axis: Int, depth: Int) -> String {
    let rank = spec(index).shape.rank
    let shape = [depth] + [Int](repeating: 1, count: rank - axis)
    let numbers = cast(value(index), to: .int64)
    return node("Equal", [unsqueezed(numbers, axis), range(depth, shape)])
  }
}
