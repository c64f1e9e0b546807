import Tapestry
import TensorFlowMessages

/// Linear algebra. Operations with several results have them in one tensor here, which is put
/// together from TensorFlow's.
extension FunctionWriter {
  /// Operations on one matrix with one result.
  private static let simple = [
    "cholesky": "Cholesky", "inverse": "MatrixInverse", "determinant": "MatrixDeterminant",
  ]

  /// The value of an operation on matrices; nil if it is not one.
  mutating func matrix(
    _ name: String, _ index: Int, _ parameters: [String: GraphParameter] = [:]
  ) throws(FormatError) -> String? {
    let sources = graph.first.steps[index].inputs
    let inputs = sources.map(value)
    let type = ["T": Tensorflow_AttrValue.type(spec(index).dtype)]
    if let other = Self.simple[name] { return node(other, inputs, type) }
    switch name {
    case "logDeterminant":
      let parts = builder.add("LogMatrixDeterminant", inputs, type)
      return node(
        "Pack", ["\(parts):sign:0", "\(parts):log_abs_determinant:0"],
        type.merging(["N": .int(2), "axis": .int(-1)]) { $1 })
    case "svd":
      let parts = builder.add("Svd", inputs, type)
      let s = row("\(parts):s:0", type)
      return joined([s, "\(parts):u:0", "\(parts):v:0"], axis: -2, type)
    case "eigh":
      let parts = builder.add("SelfAdjointEigV2", inputs, type)
      return joined([row("\(parts):e:0", type), "\(parts):v:0"], axis: -2, type)
    case "qr":
      let parts = builder.add("Qr", inputs, type)
      let rank = spec(index).shape.rank
      let order = Array(0..<(rank - 2)) + [rank - 1, rank - 2]
      let transposed = node(
        "Transpose", ["\(parts):q:0", builder.integers(order)],
        type.merging(["Tperm": .type(.int32)]) { $1 }, output: "y")
      return joined([transposed, "\(parts):r:0"], axis: -1, type)
    case "lu":
      let parts = builder.add("Lu", inputs, type.merging(["output_idx_type": .type(.int32)]) { $1 })
      let order = node(
        "Cast", ["\(parts):p:0"],
        ["SrcT": .type(.int32), "DstT": .type(spec(index).dtype)], output: "y")
      let column = node(
        "ExpandDims", [order, builder.integer(-1)], type.merging(["Tdim": .type(.int32)]) { $1 })
      return joined(["\(parts):lu:0", column], axis: -1, type)
    case "solve", "triangularSolve", "leastSquares":
      let equations = try sameBatch(sources, index)
      var attributes = type
      if parameters["transposed"]?.isTrue == true { attributes["adjoint"] = .flag(true) }
      if name == "solve" { return node("MatrixSolve", equations, attributes) }
      attributes["lower"] = .flag(parameters["lower"]?.isTrue == true)
      return node("MatrixTriangularSolve", equations, attributes)
    default: return nil
    }
  }

  private mutating func row(_ x: String, _ type: [String: Tensorflow_AttrValue]) -> String {
    node("ExpandDims", [x, builder.integer(-2)], type.merging(["Tdim": .type(.int32)]) { $1 })
  }

  private mutating func joined(
    _ parts: [String], axis: Int, _ type: [String: Tensorflow_AttrValue]
  ) -> String {
    node(
      "ConcatV2", parts + [builder.integer(axis)],
      type.merging(["N": .int(parts.count), "Tidx": .type(.int32)]) { $1 })
  }

  /// Both sides of equations with the batch of the result, since TensorFlow does not broadcast
  /// them.
  private mutating func sameBatch(
    _ sources: [Int], _ index: Int
  ) throws(FormatError) -> [String] {
    let batch = graph.dimensions(index).dropLast(2)
    var sides: [String] = []
    for source in sources {
      let dimensions = graph.dimensions(source)
      if dimensions.dropLast(2) == batch {
        sides.append(value(source))
        continue
      }
      guard !batch.contains(nil), !dimensions.contains(nil) else { throw graph.differing(index) }
      let sizes = batch.compactMap { $0 } + dimensions.suffix(2).compactMap { $0 }
      sides.append(
        node(
          "BroadcastTo", [value(source), builder.integers(sizes)],
          ["T": .type(spec(source).dtype), "Tidx": .type(.int32)]))
    }
    return sides
  }
}
