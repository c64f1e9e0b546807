import Tapestry
import TensorFlowMessages

/// Translates a graph into a function of TensorFlow, and the branches and loops inside it into
/// further functions.
///
/// The vocabulary is that of TensorFlow 2.1, which later versions read as well.
struct FunctionWriter {
  let graph: OpenGraph
  /// The function's name in the file; the names of functions inside it begin with it.
  private(set) var name = ""
  /// The functions that were written, inner ones before those that use them.
  var functions: [Tensorflow_FunctionDef] = []
  /// The variables that the function takes, as handles after its tensors.
  private(set) var variables: [Variable]
  /// The variables whose values the function takes, between its tensors and the handles: they do
  /// not change while it runs.
  private let fixed: [Variable]
  var builder = NodeBuilder()
  /// Where each value is found: an argument, or an output of a node.
  private var values: [Int: String] = [:]
  /// Where the values of fixed variables are found.
  private var held: [Variable: String] = [:]
  var handles: [Variable: String] = [:]
  var flows: [ObjectIdentifier: String] = [:]
  /// The node that last changed a variable, and those that have read it since.
  var writer: [Variable: String] = [:]
  var readers: [Variable: [String]] = [:]
  var effects: [String] = []
  /// Whether it draws random numbers, so that it must run in each call.
  var drawsRandomNumbers = false
  /// Whether the function or one inside it checks conditions.
  var demandsConditions = false

  /// A writer for a graph with these variables; by default those that it uses, in their order.
  ///
  /// - Parameter fixed: those whose values it takes, and no handles.
  init(_ graph: OpenGraph, variables: [Variable]? = nil, fixed: [Variable] = []) {
    self.graph = graph
    self.variables = variables ?? graph.first.variables
    self.fixed = fixed
  }

  /// The role of a function for the operation that runs it.
  enum Role {
    /// It returns the results of its graph.
    case plain
    /// The body of a loop. Before the results of its graph it returns the count of steps and its
    /// limit, its first two arguments, and after them all arguments from this one on, unchanged.
    case body(passing: Int)
  }

  /// Writes the function under a name.
  ///
  /// - Parameters:
  ///   - arguments: the names of the tensors that it takes.
  ///   - argumentIndices: which of these each parameter of the graph is; the first ones by default.
  ///   - types: the types of the arguments.
  ///   - role: what else it returns.
  mutating func write(
    _ name: String, arguments: [String], types: [DType], argumentIndices: [Int]? = nil,
    role: Role = .plain
  ) throws(FormatError) {
    self.name = name
    var function = Tensorflow_FunctionDef()
    function.signature.name = name
    for (argument, dtype) in zip(arguments, types) {
      var message = Tensorflow_OpDef.ArgDef()
      message.name = builder.unique(argument)
      message.type = dtype.message
      function.signature.inputArg.append(message)
    }
    for (index, variable) in fixed.enumerated() {
      var message = Tensorflow_OpDef.ArgDef()
      message.name = builder.unique("variable_\(index)")
      message.type = variable.dtype.message
      function.signature.inputArg.append(message)
      held[variable] = message.name
    }
    for (index, variable) in variables.enumerated() {
      var message = Tensorflow_OpDef.ArgDef()
      message.name = builder.unique("resource_\(index)")
      message.type = .dtResource
      function.signature.inputArg.append(message)
      handles[variable] = message.name
    }
    for (index, parameter) in graph.first.parameters.enumerated() {
      values[parameter] = function.signature.inputArg[argumentIndices?[index] ?? index].name
    }
    for index in graph.first.steps.indices { try write(index) }

    var results: [(source: String, dtype: Tensorflow_DataType)] = []
    for output in graph.first.outputs {
      let dtype = graph.first.steps[output].spec.dtype
      let node = builder.add(
        "Identity", [value(output)], after: effects, ["T": .type(dtype)])
      results.append(("\(node):output:0", dtype.message))
    }
    if case .body(let first) = role {
      let arguments = function.signature.inputArg
      let next = node(
        "AddV2", [arguments[0].name, builder.integer(1)], ["T": .type(.int32)], output: "z")
      results.insert((next, .dtInt32), at: 0)
      results.insert((arguments[1].name, .dtInt32), at: 1)
      results += arguments[first...].map { ($0.name, $0.type) }
    }
    for (index, result) in results.enumerated() {
      var message = Tensorflow_OpDef.ArgDef()
      message.name = "output_\(index)"
      message.type = result.dtype
      function.signature.outputArg.append(message)
      function.ret[message.name] = result.source
    }
    // Without these, nodes with side effects would not run.
    for effect in effects {
      function.signature.controlOutput.append(effect)
      function.controlRet[effect] = effect
    }
    function.signature.isStateful = !variables.isEmpty || drawsRandomNumbers || demandsConditions
    function.nodeDef = builder.nodes
    functions.append(function)
  }

  // MARK: Values

  /// Where the value of a step is found.
  func value(_ index: Int) -> String { values[index]! }

  func spec(_ index: Int) -> TensorSpec { graph.first.steps[index].spec }

  /// Adds a node, and returns where one of its results is found.
  mutating func node(
    _ operation: String, _ inputs: [String], _ attributes: [String: Tensorflow_AttrValue] = [:],
    output: String = "output"
  ) -> String {
    "\(builder.add(operation, inputs, attributes)):\(output):0"
  }

  /// An error about a step.
  func fail(_ index: Int, _ problem: String, cure: String) -> FormatError {
    FormatError(
      "function '\(graph.function)'",
      "node %\(index), \(graph.first.steps[index].action.name): \(problem)", cure: cure)
  }

  // MARK: Steps

  private mutating func write(_ index: Int) throws(FormatError) {
    let step = graph.first.steps[index]
    switch step.action {
    case .parameter: return
    case .constant: values[index] = try constant(index)
    case .read(let variable): values[index] = read(variable)
    case .assign(let variable):
      let node = builder.add(
        "AssignVariableOp", [handles[variable]!, value(step.inputs[0])], after: order(variable),
        ["dtype": .type(variable.dtype)])
      wrote(variable, by: node)
      effects.append(node)
      // The assignment's own value is what was assigned.
      values[index] = value(step.inputs[0])
    case .assertion(let message, let shownCount):
      effects.append(assertion(message, shownCount, index))
      values[index] = value(step.inputs[0])
    case .flow(let flow, let result):
      if flows[flow.identity] == nil {
        flows[flow.identity] = try write(flow, index, graph.second.steps[index].action)
      }
      if let result {
        values[index] = "\(flows[flow.identity]!):output:\(result + flow.firstResult)"
      }
    case .other(let name):
      throw fail(
        index, "there is no operation of TensorFlow for \(name)",
        cure: "compute it from operations that TensorFlow has, or outside the function")
    default: values[index] = try operation(index)
    }
  }

  /// A node that checks a condition, which in a map is one for each element.
  private mutating func assertion(_ message: String, _ shownCount: Int, _ index: Int) -> String {
    let inputs = graph.first.steps[index].inputs
    var condition = value(inputs[0])
    let rank = spec(inputs[0]).shape.rank
    if rank > 0 {
      condition = node(
        "All", [condition, builder.integers(Array(0..<rank))], ["Tidx": .type(.int32)])
    }
    demandsConditions = true
    return builder.add(
      "Assert", [condition, builder.text(message)] + inputs.dropFirst().map(value),
      [
        "T": .types([.dtString] + inputs.dropFirst().map { spec($0).dtype.message }),
        "summarize": .int(shownCount),
      ])
  }

  /// The value of a variable.
  mutating func read(_ variable: Variable) -> String {
    if let value = held[variable] { return value }
    let node = builder.add(
      "ReadVariableOp", [handles[variable]!], after: writer[variable].map { [$0] } ?? [],
      ["dtype": .type(variable.dtype)])
    readers[variable, default: []].append(node)
    return "\(node):value:0"
  }

  /// The nodes that an assignment must wait for.
  func order(_ variable: Variable) -> [String] {
    (writer[variable].map { [$0] } ?? []) + (readers[variable] ?? [])
  }

  mutating func wrote(_ variable: Variable, by node: String) {
    writer[variable] = node
    readers[variable] = []
  }
}

extension GraphSteps {
  /// The variables that the graph reads or changes, those of branches and loops inside included;
  /// each once.
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
