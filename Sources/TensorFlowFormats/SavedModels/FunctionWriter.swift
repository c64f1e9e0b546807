import Tapestry
import TensorFlowMessages

/// Translates a graph into a function of TensorFlow, and the branches and loops inside it into more.
///
/// The vocabulary is that of TensorFlow 2.1, which later versions read as well.
struct FunctionWriter {
  let graph: OpenGraph
  /// The functions that were written, those inside before those that use them.
  private(set) var functions: [Tensorflow_FunctionDef] = []
  /// The variables that the function takes, as handles after its tensors.
  private(set) var variables: [Variable]
  var builder = NodeBuilder()
  /// Where each value is found: an argument, or an output of a node.
  private var values: [Int: String] = [:]
  private var handles: [Variable: String] = [:]
  private var flows: [ObjectIdentifier: String] = [:]
  /// The node that last changed a variable, and those that have read it since.
  private var writer: [Variable: String] = [:]
  private var readers: [Variable: [String]] = [:]
  private var effects: [String] = []

  /// A writer for a graph with these variables; by default those that it uses, in their order.
  init(_ graph: OpenGraph, variables: [Variable]? = nil) {
    self.graph = graph
    self.variables = variables ?? graph.first.variables
  }

  /// Writes the function under a name.
  ///
  /// - Parameters:
  ///   - arguments: the names of the tensors that it takes.
  ///   - places: which of these each parameter of the graph is; the first ones by default.
  ///   - types: the types of the arguments.
  ///   - passing: the arguments that are results as well, after those of the graph: those that ride
  ///     along in a loop. Handles of variables follow them.
  mutating func write(
    _ name: String, arguments: [String], types: [DType], places: [Int]? = nil,
    passing: [Int]? = nil
  ) throws(FormatError) {
    var function = Tensorflow_FunctionDef()
    function.signature.name = name
    for (argument, dtype) in zip(arguments, types) {
      var message = Tensorflow_OpDef.ArgDef()
      message.name = builder.unique(argument)
      message.type = dtype.message
      function.signature.inputArg.append(message)
    }
    for (number, variable) in variables.enumerated() {
      var message = Tensorflow_OpDef.ArgDef()
      message.name = builder.unique("resource_\(number)")
      message.type = .dtResource
      function.signature.inputArg.append(message)
      handles[variable] = message.name
    }
    for (number, parameter) in graph.first.parameters.enumerated() {
      values[parameter] = function.signature.inputArg[places?[number] ?? number].name
    }
    for place in graph.first.steps.indices { try write(place) }

    var results: [(source: String, dtype: Tensorflow_DataType)] = []
    for output in graph.first.outputs {
      let dtype = graph.first.steps[output].spec.dtype
      let node = builder.add(
        "Identity", [value(output)], after: effects, ["T": .type(dtype)])
      results.append(("\(node):output:0", dtype.message))
    }
    if let passing {
      for place in passing {
        let argument = function.signature.inputArg[place]
        results.append((argument.name, argument.type))
      }
      for variable in variables { results.append((handles[variable]!, .dtResource)) }
    }
    for (number, result) in results.enumerated() {
      var message = Tensorflow_OpDef.ArgDef()
      message.name = "output_\(number)"
      message.type = result.dtype
      function.signature.outputArg.append(message)
      function.ret[message.name] = result.source
    }
    // Without these, what the nodes do would not happen.
    for effect in effects {
      function.signature.controlOutput.append(effect)
      function.controlRet[effect] = effect
    }
    function.signature.isStateful = !variables.isEmpty
    function.nodeDef = builder.nodes
    functions.append(function)
  }

  // MARK: Values

  /// Where the value of a step is found.
  func value(_ place: Int) -> String { values[place]! }

  func spec(_ place: Int) -> TensorSpec { graph.first.steps[place].spec }

  /// An error about a step.
  func fail(_ place: Int, _ problem: String, cure: String) -> FormatError {
    FormatError(
      "function '\(graph.function)'",
      "node %\(place), \(graph.first.steps[place].action.name): \(problem)", cure: cure)
  }

  /// The sizes of a value as a tensor, computed when the graph runs where they are open.
  mutating func sizes(of place: Int) throws(FormatError) -> String {
    let dimensions = graph.dimensions(place)
    if !dimensions.contains(nil) { return builder.integers(dimensions.compactMap { $0 }) }
    var parts: [String] = []
    for (axis, size) in dimensions.enumerated() {
      if let size {
        parts.append(builder.integer(size))
      } else {
        guard graph.isBatch(place, axis) else { throw graph.differing(place) }
        parts.append(try openSize(for: place))
      }
    }
    let node = builder.add(
      "Pack", parts, ["N": .int(parts.count), "T": .type(.int32), "axis": .int(0)])
    return "\(node):output:0"
  }

  /// The open size, taken from an argument that has it.
  private mutating func openSize(for place: Int) throws(FormatError) -> String {
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
    throw graph.differing(place)
  }

  // MARK: Steps

  private mutating func write(_ place: Int) throws(FormatError) {
    let step = graph.first.steps[place]
    switch step.action {
    case .parameter: return
    case .constant(let tensor): values[place] = try constant(tensor, place)
    case .read(let variable):
      let node = builder.add(
        "ReadVariableOp", [handles[variable]!], after: writer[variable].map { [$0] } ?? [],
        ["dtype": .type(variable.dtype)])
      readers[variable, default: []].append(node)
      values[place] = "\(node):value:0"
    case .assign(let variable):
      let node = builder.add(
        "AssignVariableOp", [handles[variable]!, value(step.inputs[0])], after: order(variable),
        ["dtype": .type(variable.dtype)])
      wrote(variable, by: node)
      effects.append(node)
      // The assignment's own value is what was assigned.
      values[place] = value(step.inputs[0])
    case .flow(let flow, let result):
      if flows[flow.identity] == nil {
        flows[flow.identity] = try write(flow, place, graph.second.steps[place].action)
      }
      if let result { values[place] = "\(flows[flow.identity]!):output:\(result)" }
    case .other(let name):
      throw fail(
        place, "there is no operation of TensorFlow for \(name)",
        cure: "compute it from operations that TensorFlow has, or outside the function")
    default: values[place] = try operation(place)
    }
  }

  private mutating func constant(_ tensor: Tensor, _ place: Int) throws(FormatError) -> String {
    guard case .constant(let other) = graph.second.steps[place].action else {
      throw graph.differing(place)
    }
    if tensor.spec == other.spec {
      let message = Tensorflow_TensorProto(tensor)
      guard message == Tensorflow_TensorProto(other) else { throw graph.differing(place) }
      return builder.constant(tensor)
    }
    // One element throughout is filled in for any size.
    let count = tensor.count
    guard count > 0, other.count > 0 else { throw graph.differing(place) }
    let first = reshape(tensor, [count])[0]
    let filled = Tensorflow_TensorProto(broadcast(first, to: tensor.shape))
    guard filled == Tensorflow_TensorProto(tensor),
      Tensorflow_TensorProto(broadcast(first, to: other.shape)) == Tensorflow_TensorProto(other)
    else { throw graph.differing(place) }
    let node = builder.add(
      "Fill", [try sizes(of: place), builder.constant(first)],
      ["T": .type(tensor.dtype), "index_type": .type(.int32)])
    return "\(node):output:0"
  }

  /// The nodes that an assignment must wait for.
  private func order(_ variable: Variable) -> [String] {
    (writer[variable].map { [$0] } ?? []) + (readers[variable] ?? [])
  }

  private mutating func wrote(_ variable: Variable, by node: String) {
    writer[variable] = node
    readers[variable] = []
  }

  // MARK: Branches and loops

  private mutating func write(
    _ flow: GraphFlow, _ place: Int, _ other: GraphAction
  ) throws(FormatError) -> String {
    guard case .flow(let second, _) = other else { throw graph.differing(place) }
    let step = graph.first.steps[place]
    let used = Array(flow.variables)
    let before = used.flatMap {
      flow.assigned.contains($0) ? order($0) : writer[$0].map { [$0] } ?? []
    }
    let resources = used.map { handles[$0]! }
    var name = ""
    switch (flow.kind, second.kind) {
    case (.branch(let then, let otherwise), .branch(let then2, let otherwise2)):
      let captures = Array(step.inputs.dropFirst())
      let types = captures.map { spec($0).dtype }
      let outputs = then.outputs.map { then.steps[$0].spec.dtype.message }
      func places(_ inputs: [Int]) -> [Int] { inputs.map { $0 - 1 } }
      let thenName = try inner(
        "then", then, then2, types, places(flow.inputs[0]), used, passing: nil)
      let elseName = try inner(
        "else", otherwise, otherwise2, types, places(flow.inputs[1]), used, passing: nil)
      name = builder.add(
        used.isEmpty ? "StatelessIf" : "If",
        [value(step.inputs[0])] + captures.map(value) + resources,
        after: before,
        [
          "Tcond": .type(.bool), "Tout": .types(outputs),
          "Tin": .types(types.map(\.message) + used.map { _ in .dtResource }),
          "then_branch": .function(thenName), "else_branch": .function(elseName),
        ])
    case (
      .loop(let count, let condition, let body, let limit), .loop(_, let condition2, let body2, _)
    ):
      guard limit == nil else {
        throw fail(
          place, "a loop with a limit of steps", cure: "count the steps in the loop's condition")
      }
      let types = step.inputs.map { spec($0).dtype }
      let conditionName = try inner(
        "while_cond", condition, condition2, types, flow.inputs[0], used, passing: nil)
      let bodyName = try inner(
        "while_body", body, body2, types, flow.inputs[1], used,
        passing: Array(count..<step.inputs.count))
      name = builder.add(
        used.isEmpty ? "StatelessWhile" : "While", step.inputs.map(value) + resources,
        after: before,
        [
          "T": .types(types.map(\.message) + used.map { _ in .dtResource }),
          "cond": .function(conditionName), "body": .function(bodyName),
        ])
    default: throw graph.differing(place)
    }
    for variable in used {
      if flow.assigned.contains(variable) {
        wrote(variable, by: name)
      } else {
        readers[variable, default: []].append(name)
      }
    }
    if !flow.assigned.isEmpty { effects.append(name) }
    return name
  }

  /// Writes a graph inside as a function of its own.
  private mutating func inner(
    _ kind: String, _ first: GraphSteps, _ second: GraphSteps, _ types: [DType], _ places: [Int],
    _ variables: [Variable], passing: [Int]?
  ) throws(FormatError) -> String {
    let name = "\(graph.function)_\(kind)_\(builder.unique(kind))_\(functions.count)"
    var writer = FunctionWriter(
      try OpenGraph(first, second, function: graph.function), variables: variables)
    try writer.write(
      name, arguments: types.indices.map { "argument_\($0)" }, types: types, places: places,
      passing: passing)
    functions += writer.functions
    return name
  }
}

extension GraphSteps {
  /// The variables that the graph reads or changes, those of branches and loops inside included; each
  /// once.
  var variables: [Variable] {
    var all: [Variable] = []
    for step in steps {
      let used: [Variable] =
        switch step.action {
        case .read(let variable), .assign(let variable): [variable]
        case .flow(let flow, _): flow.variables
        default: []
        }
      for variable in used where !all.contains(variable) { all.append(variable) }
    }
    return all
  }
}

extension GraphFlow {
  /// The variables that its graphs read or change.
  var variables: [Variable] {
    let graphs: [GraphSteps] =
      switch kind {
      case .branch(let then, let otherwise): [then, otherwise]
      case .loop(_, let condition, let body, _): [condition, body]
      }
    return graphs.flatMap(\.variables).reduce(into: []) { all, variable in
      if !all.contains(variable) { all.append(variable) }
    }
  }
}
