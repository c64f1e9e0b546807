import Tapestry
import TensorFlowMessages

/// Elements by their positions, in order, and in segments.
extension FunctionWriter {
  /// The value of an operation that finds positions or scatters to them; nil if it is not one.
  mutating func indexed(
    _ name: String, _ index: Int, _ parameters: [String: GraphParameter] = [:]
  ) throws(FormatError) -> String? {
    let sources = graph.first.steps[index].inputs
    let inputs = sources.map(value)
    let specs = sources.map(spec)
    switch name {
    case "scatterAdd", "scatterUpdate":
      let (rows, dtype) = positions(sources[1])
      let column = node(
        "ExpandDims", [rows, builder.integer(-1)], ["T": .type(dtype), "Tdim": .type(.int32)])
      return node(
        name == "scatterAdd" ? "TensorScatterAdd" : "TensorScatterUpdate",
        [inputs[0], column, inputs[2]],
        ["T": .type(specs[0].dtype), "Tindices": .type(dtype)])
    case "argmax", "argmin":
      return node(
        name == "argmax" ? "ArgMax" : "ArgMin",
        [inputs[0], builder.integer(parameters["axis"]?.integer ?? 0)],
        [
          "T": .type(specs[0].dtype), "Tidx": .type(.int32),
          "output_type": .type(spec(index).dtype),
        ])
    case "argsort":
      let (keys, dtype) = sortingKeys(
        sources[0], descending: parameters["descending"]?.isTrue == true)
      let count = try size(of: index, axis: spec(index).shape.rank - 1)
      return node("TopKV2", [keys, count], ["T": .type(dtype)], output: "indices")
    case "topK":
      let (keys, dtype) = sortingKeys(sources[0], descending: true)
      let count = builder.integer(parameters["k"]?.integer ?? 0)
      return node("TopKV2", [keys, count], ["T": .type(dtype)], output: "indices")
    case "searchSorted":
      let type = Tensorflow_AttrValue.type(specs[0].dtype)
      var rows: [String] = []
      for source in sources {
        guard let length = graph.dimensions(source).last ?? nil else {
          throw graph.differing(index)
        }
        rows.append(
          node(
            "Reshape", [value(source), builder.integers([-1, length])],
            ["T": type, "Tshape": .type(.int32)]))
      }
      let found = node(
        parameters["right"]?.isTrue == true ? "UpperBound" : "LowerBound", rows,
        ["T": type, "out_type": .type(.int32)])
      return node(
        "Reshape", [found, try sizes(of: index)], ["T": .type(.int32), "Tshape": .type(.int32)])
    case "diagonal":
      return node("MatrixDiagPart", inputs, ["T": .type(specs[0].dtype)], output: "diagonal")
    case "diagonalMatrix": return node("MatrixDiag", inputs, ["T": .type(specs[0].dtype)])
    default: return try segments(index, parameters)
    }
  }

  private mutating func segments(
    _ index: Int, _ parameters: [String: GraphParameter]
  ) throws(FormatError) -> String? {
    let kinds = ["sum": "Sum", "prod": "Prod", "max": "Max", "min": "Min"]
    guard let kind = kinds.first(where: { parameters[$0.key]?.isTrue == true }) else { return nil }
    let sources = graph.first.steps[index].inputs
    let (segmentIDs, dtype) = positions(sources[1])
    return node(
      "UnsortedSegment\(kind.value)",
      [value(sources[0]), segmentIDs, try size(of: index, axis: 0)],
      [
        "T": .type(spec(index).dtype), "Tindices": .type(dtype), "Tnumsegments": .type(.int32),
      ])
  }

  /// Positions in a type that TensorFlow accepts for them.
  private mutating func positions(_ index: Int) -> (value: String, dtype: DType) {
    let dtype = spec(index).dtype
    if dtype == .int32 || dtype == .int64 { return (value(index), dtype) }
    let wide = node(
      "Cast", [value(index)], ["SrcT": .type(dtype), "DstT": .type(.int32)], output: "y")
    return (wide, .int32)
  }

  /// Numbers whose stable descending order is the order that is wanted.
  private mutating func sortingKeys(
    _ index: Int, descending: Bool
  ) -> (value: String, dtype: DType) {
    var (keys, dtype) = (value(index), spec(index).dtype)
    if dtype == .bool {
      keys = node("Cast", [keys], ["SrcT": .type(.bool), "DstT": .type(.int32)], output: "y")
      dtype = .int32
    }
    if descending { return (keys, dtype) }
    let type = ["T": Tensorflow_AttrValue.type(dtype)]
    if dtype.isFloating { return (node("Neg", [keys], type, output: "y"), dtype) }
    // Not -x, which the least integer does not have, but -1 - x, or 255 - x.
    let last = cast(Tensor(dtype == .uint8 ? 255 : -1), to: dtype)
    return (node("Sub", [builder.constant(last), keys], type, output: "z"), dtype)
  }
}
