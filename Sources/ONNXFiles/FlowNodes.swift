import ONNXMessages
import Tapestry
import TensorFlowFormats

/// Branches and loops. Their graphs stand inside a node, and use the values around it by name.
extension GraphWriter {
  /// Writes a branch or a loop, and returns the names of its results.
  mutating func write(
    _ flow: GraphFlow, _ index: Int, _ other: GraphAction
  ) throws(FormatError) -> [String] {
    guard case .flow(let second, _) = other else { throw graph.differing(index) }
    if let variable = flow.assigned.first {
      throw fail(
        index, "it changes variable '\(variable.name)', and a model of ONNX has no state",
        cure: "return the new value, and take the old one as an argument")
    }
    let inputs = graph.first.steps[index].inputs.map(value)
    switch (flow.kind, second.kind) {
    case (.branch(let then, let otherwise), .branch(let then2, let otherwise2)):
      let attributes = [
        Onnx_AttributeProto.graph(
          "then_branch", try branch("then", then, then2, flow.inputs[0].map { inputs[$0] })),
        .graph(
          "else_branch",
          try branch("else", otherwise, otherwise2, flow.inputs[1].map { inputs[$0] })),
      ]
      let outputs = then.outputs.map { _ in model.unique("if") }
      nodes.append(Onnx_NodeProto("If", [inputs[0]], attributes, outputs))
      return outputs
    case (
      .loop(let count, let condition, let body, let limit), .loop(_, let condition2, let body2, _)
    ):
      guard limit == nil else {
        throw fail(
          index, "a loop with a limit of steps, where ONNX would stop without an error",
          cure: "count the steps in the loop's condition")
      }
      return try loop(
        count, OpenGraph(condition, condition2, function: graph.function),
        OpenGraph(body, body2, function: graph.function), flow, inputs)
    default: throw graph.differing(index)
    }
  }

  private func writer(_ graph: OpenGraph, _ arguments: [String]) -> GraphWriter {
    GraphWriter(graph, arguments: arguments, in: model, openSize: openSize)
  }

  private func branch(
    _ name: String, _ first: GraphSteps, _ second: GraphSteps, _ arguments: [String]
  ) throws(FormatError) -> Onnx_GraphProto {
    let graph = try OpenGraph(first, second, function: graph.function)
    var writer = writer(graph, arguments)
    let results = try writer.write()
    return writer.finish(
      name, results, graph.first.outputs.map { graph.first.steps[$0].spec.dtype })
  }

  /// A loop: ONNX computes the condition before the first step, and in each step for the next.
  private mutating func loop(
    _ count: Int, _ condition: OpenGraph, _ body: OpenGraph, _ flow: GraphFlow, _ inputs: [String]
  ) throws(FormatError) -> [String] {
    func arguments(_ graph: Int, _ state: [String]) -> [String] {
      flow.inputs[graph].map { $0 < count ? state[$0] : inputs[$0] }
    }
    let initial = Array(inputs[..<count])
    var before = writer(condition, arguments(0, initial))
    let starts = try before.write()[0]
    nodes += before.nodes

    let dtypes = body.first.outputs.map { body.first.steps[$0].spec.dtype }
    let state = (0..<count).map { _ in model.unique("state") }
    var step = writer(body, arguments(1, state))
    let next = try step.write()
    var after = writer(condition, arguments(0, next))
    let continues = try after.write()[0]
    step.nodes += after.nodes
    var graph = step.finish("body", [continues] + next, [.bool] + dtypes)
    graph.input =
      [
        Onnx_ValueInfoProto(named: model.unique("step"), [], .int64),
        Onnx_ValueInfoProto(named: model.unique("condition"), [], .bool),
      ] + zip(state, dtypes).map { Onnx_ValueInfoProto(of: $0, $1) }
    let outputs = dtypes.map { _ in model.unique("loop") }
    nodes.append(
      Onnx_NodeProto(
        // The first input, left empty, would be a limit of steps.
        "Loop", ["", starts] + initial, [.graph("body", graph)], outputs))
    return outputs
  }

  /// The graph inside a node, with results of these types.
  private mutating func finish(
    _ name: String, _ results: [String], _ dtypes: [DType]
  ) -> Onnx_GraphProto {
    var message = Onnx_GraphProto()
    message.name = name
    // A result must be a value of the graph itself, and none of the graphs around it.
    let outputs = results.map { node("Identity", [$0]) }
    message.node = nodes.needed(for: outputs)
    message.output = zip(outputs, dtypes).map { Onnx_ValueInfoProto(of: $0, $1) }
    return message
  }
}

extension Onnx_ValueInfoProto {
  /// A value of which only the type is stated.
  fileprivate init(of name: String, _ dtype: DType) {
    self.init()
    self.name = name
    type.tensorType.elemType = Int32(dtype.dataType.rawValue)
  }
}
