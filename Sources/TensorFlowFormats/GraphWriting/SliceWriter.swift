import Tapestry
import TensorFlowMessages

/// Slices, and elements put back where a slice took them from.
extension FunctionWriter {
  /// A part of a value.
  mutating func slice(_ index: Int) throws(FormatError) -> String {
    let source = graph.first.steps[index].inputs[0]
    let bounds = try graph.bounds(index)
    return node(
      "StridedSlice", [value(source)] + inputs(bounds), attributes(bounds, index))
  }

  /// Zeros of which a value is a part.
  mutating func embedded(_ index: Int) throws(FormatError) -> String {
    let source = graph.first.steps[index].inputs[0]
    let bounds = try graph.bounds(index)
    let shape = try sizes(of: index)
    return node(
      "StridedSliceGrad", [shape] + inputs(bounds) + [value(source)], attributes(bounds, index))
  }

  /// The bounds as further inputs.
  private mutating func inputs(_ bounds: OpenBounds) -> [String] {
    [
      builder.integers(bounds.begins), builder.integers(bounds.ends.map { $0 ?? 0 }),
      builder.integers(bounds.steps),
    ]
  }

  private func attributes(
    _ bounds: OpenBounds, _ index: Int
  ) -> [String: Tensorflow_AttrValue] {
    let openEnds = bounds.ends.indices.filter { bounds.ends[$0] == nil }
    return [
      "T": .type(spec(index).dtype), "Index": .type(.int32),
      "end_mask": .int(openEnds.reduce(0) { $0 | 1 << $1 }),
    ]
  }
}
