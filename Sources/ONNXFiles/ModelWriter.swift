import ONNXMessages
import Tapestry
import TensorFlowFormats

extension Onnx_ModelProto {
  /// The version of ONNX's vocabulary in which models are written, and that of the file.
  private static let (operatorSet, fileVersion): (Int64, Int64) = (17, 8)

  /// The model of a traced function.
  ///
  /// - Throws: `FormatError` that names the function, the operation and the node if it cannot be
  ///   expressed.
  init(_ traced: FunctionGraph, inputs: [String], outputs: [String]) throws(FormatError) {
    self.init()
    irVersion = Self.fileVersion
    producerName = "Tapestry"
    var version = Onnx_OperatorSetIdProto()
    version.domain = ""
    version.version = Self.operatorSet
    opsetImport = [version]

    let graph = traced.graph
    let parts = ModelParts()
    for name in inputs + outputs where parts.unique(name) != name {
      throw FormatError(
        "function '\(graph.function)'", "an input or output has the name '\(name)' of another",
        cure: "give inputs and outputs names that differ")
    }
    var writer = GraphWriter(graph, arguments: inputs, in: parts) {
      for (name, parameter) in zip(inputs, graph.first.parameters) {
        let axes = graph.dimensions(parameter).indices
        if let axis = axes.first(where: { graph.isBatch(parameter, $0) }) {
          return parts.openSize(of: name, axis: axis)
        }
      }
      return nil
    }
    let results = try writer.write()
    for (result, name) in zip(results, outputs) {
      writer.nodes.append(Onnx_NodeProto("Identity", [result], [], [name]))
    }
    self.graph.name = graph.function
    self.graph.node = (parts.sizeNodes + writer.nodes).needed(for: outputs)
    let used = Set(self.graph.node.flatMap(\.uses))
    self.graph.initializer = parts.initializers.filter { used.contains($0.name) }
    self.graph.input = zip(inputs, graph.first.parameters).map { Self.info($0, $1, graph) }
    self.graph.output = zip(outputs, graph.first.outputs).map { Self.info($0, $1, graph) }
  }

  private static func info(
    _ name: String, _ index: Int, _ graph: OpenGraph
  ) -> Onnx_ValueInfoProto {
    let dimensions = graph.dimensions(index).enumerated().map {
      axis, size -> Onnx_ValueInfoProto.Dimension in
      if let size { return .size(size) }
      return graph.isBatch(index, axis) ? .open : .unknown
    }
    return Onnx_ValueInfoProto(
      named: name, dimensions, graph.first.steps[index].spec.dtype)
  }
}
