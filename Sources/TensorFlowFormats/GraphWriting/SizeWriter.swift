import Tapestry
import TensorFlowMessages

// Sizes that are open, and constants that depend on them.

extension FunctionWriter {
  /// The sizes of a value as a tensor, computed when the graph runs where they are open.
  mutating func sizes(of index: Int) throws(FormatError) -> String {
    let dimensions = graph.dimensions(index)
    if !dimensions.contains(nil) { return builder.integers(dimensions.compactMap { $0 }) }
    var parts: [String] = []
    for axis in dimensions.indices { parts.append(try size(of: index, axis: axis)) }
    let node = builder.add(
      "Pack", parts, ["N": .int(parts.count), "T": .type(.int32), "axis": .int(0)])
    return "\(node):output:0"
  }

  /// One size of a value as a scalar.
  mutating func size(of index: Int, axis: Int) throws(FormatError) -> String {
    if let size = graph.dimensions(index)[axis] { return builder.integer(size) }
    guard graph.isBatch(index, axis) else { throw graph.differing(index) }
    return try openSize(for: index)
  }

  /// The open size, taken from an argument that has it.
  private mutating func openSize(for index: Int) throws(FormatError) -> String {
    for parameter in graph.first.parameters {
      let rank = spec(parameter).shape.rank
      guard let axis = (0..<rank).first(where: { graph.isBatch(parameter, $0) }) else { continue }
      let shape = builder.add(
        "Shape", [value(parameter)],
        ["T": .type(spec(parameter).dtype), "out_type": .type(.int32)])
      let slice = builder.add(
        "StridedSlice",
        [
          "\(shape):output:0", builder.integers([axis]), builder.integers([axis + 1]),
          builder.integers([1]),
        ],
        ["T": .type(.int32), "Index": .type(.int32), "shrink_axis_mask": .int(1)])
      return "\(slice):output:0"
    }
    throw graph.differing(index)
  }

  /// A constant of the graph, which may have a different one at each size.
  mutating func constant(_ index: Int) throws(FormatError) -> String {
    switch try graph.constant(index) {
    case .fixed(let tensor): return builder.constant(tensor)
    case .filled(let element):
      let node = builder.add(
        "Fill", [try sizes(of: index), builder.constant(element)],
        ["T": .type(element.dtype), "index_type": .type(.int32)])
      return "\(node):output:0"
    case .product(let factor): return try proportional("Mul", factor, index)
    case .quotient(let dividend): return try proportional("RealDiv", dividend, index)
    }
  }

  /// A scalar and the open size, multiplied or divided.
  private mutating func proportional(
    _ operation: String, _ scalar: Tensor, _ index: Int
  ) throws(FormatError) -> String {
    let size = node(
      "Cast", [try openSize(for: index)], ["SrcT": .type(.int32), "DstT": .type(scalar.dtype)],
      output: "y")
    return node(
      operation, [builder.constant(scalar), size], ["T": .type(scalar.dtype)], output: "z")
  }
}
