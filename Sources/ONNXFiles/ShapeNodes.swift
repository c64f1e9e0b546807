import ONNXMessages
import Tapestry
import TensorFlowFormats

/// Operations that move elements and leave them as they are.
extension GraphWriter {
  mutating func reshape(_ index: Int) throws(FormatError) -> String {
    let x = value(graph.first.steps[index].inputs[0])
    let sizes = graph.dimensions(index)
    // One open size can be left to be inferred; more of them are computed.
    if sizes.count(where: { $0 == nil }) <= 1 && !(sizes.contains(nil) && sizes.contains(0)) {
      return reshaped(x, sizes.map { $0 ?? -1 })
    }
    return node("Reshape", [x, try self.sizes(of: index)], [.int("allowzero", 1)])
  }

  mutating func slice(_ index: Int) throws(FormatError) -> String {
    let source = graph.first.steps[index].inputs[0]
    let bounds = try graph.bounds(index)
    let (all, part) = (graph.dimensions(source), graph.dimensions(index))
    // Axes that are taken as they are need no bounds.
    let axes = bounds.begins.indices.filter {
      bounds.begins[$0] != 0 || bounds.ends[$0] != nil || bounds.steps[$0] != 1
        || all[$0] != part[$0]
    }
    if axes.isEmpty { return value(source) }
    let ends = axes.map { bounds.ends[$0] ?? (bounds.steps[$0] > 0 ? .max : .min) }
    return node(
      "Slice",
      [
        value(source), integers(axes.map { bounds.begins[$0] }), integers(ends), integers(axes),
        integers(axes.map { bounds.steps[$0] }),
      ])
  }

  mutating func pad(
    _ index: Int, _ widths: [(before: Int, after: Int)]
  ) throws(FormatError) -> String {
    guard case .pad(let others) = graph.second.steps[index].action,
      zip(widths, others).allSatisfy({ $0 == $1 })
    else { throw graph.differing(index) }
    let inputs = graph.first.steps[index].inputs.map(value)
    return padded(inputs[0], widths, with: inputs[1], spec(index).dtype)
  }

  mutating func padded(
    _ x: String, _ widths: [(before: Int, after: Int)], with element: String, _ dtype: DType
  ) -> String {
    let pads = integers(widths.map(\.before) + widths.map(\.after))
    guard dtype == .int16 else { return node("Pad", [x, pads, element]) }
    return cast(
      node("Pad", [cast(x, to: .int32), pads, cast(element, to: .int32)]), to: dtype)
  }

  /// Zeros of which a value is a part: it is reversed where it steps back, spread where it steps
  /// further than by one, and surrounded.
  mutating func embed(_ index: Int) throws(FormatError) -> String {
    let source = graph.first.steps[index].inputs[0]
    let bounds = try graph.bounds(index)
    let dtype = spec(index).dtype
    let zero = constant(0, dtype)
    let (whole, part) = (graph.dimensions(index), graph.dimensions(source))
    var x = value(source)
    var widths: [(before: Int, after: Int)] = []
    for axis in bounds.steps.indices {
      let isWhole = bounds.begins[axis] == 0 && bounds.ends[axis] == nil && bounds.steps[axis] == 1
      if isWhole && graph.isBatch(index, axis) {
        widths.append((0, 0))
        continue
      }
      guard let all = whole[axis], let count = part[axis] else { throw graph.differing(index) }
      let step = bounds.steps[axis]
      if step < 0 {
        x = node("Slice", [x, integers([-1]), integers([.min]), integers([axis]), integers([-1])])
      }
      let distance = abs(step)
      let reach = count == 0 ? 0 : (count - 1) * distance + 1
      if distance > 1 && count > 1 { x = spread(x, axis, part, distance, reach, zero, dtype) }
      let begin = bounds.begins[axis] < 0 ? bounds.begins[axis] + all : bounds.begins[axis]
      let first = step > 0 || count == 0 ? begin : begin - reach + 1
      widths.append((first, all - first - reach))
    }
    return padded(x, widths, with: zero, dtype)
  }

  /// Elements at a distance from each other along an axis, with zeros between them.
  private mutating func spread(
    _ x: String, _ axis: Int, _ sizes: [Int?], _ distance: Int, _ reach: Int, _ zero: String,
    _ dtype: DType
  ) -> String {
    var widths = [(before: Int, after: Int)](repeating: (0, 0), count: sizes.count + 1)
    widths[axis + 1].after = distance - 1
    let apart = padded(unsqueezed(x, axis + 1), widths, with: zero, dtype)
    // 0 stands for the size of the operand at this axis, whatever it is.
    let merged =
      [Int](repeating: 0, count: axis) + [(sizes[axis] ?? 0) * distance]
      + sizes[(axis + 1)...].map { $0 ?? -1 }
    let spread = node("Reshape", [apart, integers(merged)])
    return sliced(spread, axis: axis, from: 0, to: reach)
  }

  mutating func diagonal(_ index: Int) throws(FormatError) -> String {
    let source = graph.first.steps[index].inputs[0]
    let sizes = graph.dimensions(source)
    guard let rows = sizes[sizes.count - 2], let columns = sizes[sizes.count - 1] else {
      throw graph.differing(index)
    }
    let dtype = spec(source).dtype
    guard !dtype.isNarrow else { throw unknown(index) }
    let isDiagonal = constant(Tensor.eye(rows, columns: columns) != 0)
    let row = sum(select(isDiagonal, value(source), constant(0, dtype)), axes: [sizes.count - 1])
    return sliced(row, axis: sizes.count - 2, from: 0, to: min(rows, columns))
  }

  mutating func diagonalMatrix(_ index: Int) throws(FormatError) -> String {
    let source = graph.first.steps[index].inputs[0]
    guard let size = graph.dimensions(index).last ?? nil else { throw graph.differing(index) }
    let dtype = spec(source).dtype
    guard !dtype.isNarrow else { throw unknown(index) }
    let isDiagonal = constant(Tensor.eye(size) != 0)
    return select(isDiagonal, unsqueezed(value(source), -1), constant(0, dtype))
  }
}
