import Tapestry
import TensorFlowMessages

/// Slices, and elements put back where a slice took them from.
extension FunctionWriter {
  /// A part of a value.
  mutating func slice(
    _ index: Int, _ start: [Int], _ step: [Int]
  ) throws(FormatError) -> String {
    guard case .slice(let start2, let step2) = graph.second.steps[index].action, step == step2
    else { throw graph.differing(index) }
    let source = graph.first.steps[index].inputs[0]
    let bounds = try bounds(index, whole: source, part: index, (start, start2), step)
    return node("StridedSlice", [value(source)] + bounds.inputs, bounds.attributes(spec(index)))
  }

  /// Zeros of which a value is a part.
  mutating func embedded(
    _ index: Int, _ start: [Int], _ step: [Int]
  ) throws(FormatError) -> String {
    guard case .embed(let start2, let step2) = graph.second.steps[index].action, step == step2
    else { throw graph.differing(index) }
    let source = graph.first.steps[index].inputs[0]
    let bounds = try bounds(index, whole: index, part: source, (start, start2), step)
    let shape = try sizes(of: index)
    return node(
      "StridedSliceGrad", [shape] + bounds.inputs + [value(source)],
      bounds.attributes(spec(index)))
  }

  /// The position of a part in the whole.
  private struct Bounds {
    let inputs: [String]
    let endMask: Int

    func attributes(_ spec: TensorSpec) -> [String: Tensorflow_AttrValue] {
      ["T": .type(spec.dtype), "Index": .type(.int32), "end_mask": .int(endMask)]
    }
  }

  private mutating func bounds(
    _ index: Int, whole: Int, part: Int, _ starts: ([Int], [Int]), _ steps: [Int]
  ) throws(FormatError) -> Bounds {
    var (begins, ends, endMask) = ([Int](), [Int](), 0)
    let wholes = sizes(whole)
    let parts = sizes(part)
    for axis in steps.indices {
      let (start, step) = ((starts.0[axis], starts.1[axis]), steps[axis])
      let whole = (wholes.0[axis], wholes.1[axis])
      let count = (parts.0[axis], parts.1[axis])
      guard let begin = Self.position(start, in: whole) else { throw graph.differing(index) }
      begins.append(begin)
      let end = (start.0 + count.0 * step, start.1 + count.1 * step)
      let reachesEnd =
        step > 0 ? end.0 >= whole.0 && end.1 >= whole.1 : end.0 < 0 && end.1 < 0
      if reachesEnd {
        endMask |= 1 << axis
        ends.append(0)
      } else {
        guard let position = Self.position(end, in: whole) else { throw graph.differing(index) }
        ends.append(position)
      }
    }
    return Bounds(
      inputs: [builder.integers(begins), builder.integers(ends), builder.integers(steps)],
      endMask: endMask)
  }

  /// The sizes of a value in both graphs.
  private func sizes(_ index: Int) -> ([Int], [Int]) {
    (
      graph.first.steps[index].spec.shape.dimensions,
      graph.second.steps[index].spec.shape.dimensions
    )
  }

  /// A position that is the same in both graphs: counted from the first element or, below 0, from
  /// the last.
  private static func position(_ positions: (Int, Int), in sizes: (Int, Int)) -> Int? {
    if positions.0 == positions.1 { return positions.0 }
    let fromEnd = positions.0 - sizes.0
    return fromEnd == positions.1 - sizes.1 && fromEnd < 0 ? fromEnd : nil
  }
}
