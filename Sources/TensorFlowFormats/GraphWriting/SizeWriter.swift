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
  mutating func constant(_ tensor: Tensor, _ index: Int) throws(FormatError) -> String {
    guard case .constant(let other) = graph.second.steps[index].action else {
      throw graph.differing(index)
    }
    if tensor.spec == other.spec {
      if Tensorflow_TensorProto(tensor) == Tensorflow_TensorProto(other) {
        return builder.constant(tensor)
      }
      return try proportional(tensor, other, index)
    }
    // A constant of equal elements is filled in for any size.
    let count = tensor.count
    guard count > 0, other.count > 0 else { throw graph.differing(index) }
    let first = reshape(tensor, [count])[0]
    let filled = Tensorflow_TensorProto(broadcast(first, to: tensor.shape))
    guard filled == Tensorflow_TensorProto(tensor),
      Tensorflow_TensorProto(broadcast(first, to: other.shape)) == Tensorflow_TensorProto(other)
    else { throw graph.differing(index) }
    let node = builder.add(
      "Fill", [try sizes(of: index), builder.constant(first)],
      ["T": .type(tensor.dtype), "index_type": .type(.int32)])
    return "\(node):output:0"
  }

  /// A number of elements, by which a mean divides, or its inverse: a scalar in proportion to the
  /// open size.
  private mutating func proportional(
    _ first: Tensor, _ second: Tensor, _ index: Int
  ) throws(FormatError) -> String {
    guard first.rank == 0, first.dtype.isFloating else { throw graph.differing(index) }
    let values = [first, second].map { cast($0, to: .float64).scalar(as: Double.self) }
    let sizes = [OpenGraph.probes.first, OpenGraph.probes.second].map(Double.init)
    func agree(_ a: Double, _ b: Double) -> Bool {
      abs(a - b) <= abs(a) * (first.dtype == .float16 ? 1e-3 : 1e-6)
    }
    let (factor, operation): (Double, String)
    if agree(values[0] / sizes[0], values[1] / sizes[1]) {
      (factor, operation) = (values[0] / sizes[0], "Mul")
    } else if agree(values[0] * sizes[0], values[1] * sizes[1]) {
      (factor, operation) = (values[0] * sizes[0], "RealDiv")
    } else {
      throw graph.differing(index)
    }
    let size = node(
      "Cast", [try openSize(for: index)], ["SrcT": .type(.int32), "DstT": .type(first.dtype)],
      output: "y")
    let constant = builder.constant(cast(Tensor(factor, dtype: .float64), to: first.dtype))
    return node(operation, [constant, size], ["T": .type(first.dtype)], output: "z")
  }
}
