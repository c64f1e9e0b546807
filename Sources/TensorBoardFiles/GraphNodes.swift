import Foundation
import Tapestry
import TensorFlowFormats
import TensorFlowMessages

/// The nodes that TensorBoard draws for a graph.
///
/// They show what is computed from what, under the engine's names. `SavedModel` translates a graph
/// into operations that TensorFlow can run, and rejects those that have no translation; a picture
/// can show every graph.
struct GraphNodes {
  private(set) var definition = Tensorflow_GraphDef()
  private var used: Set<String> = []
  /// The node that last changed each variable, for which later reads wait.
  private var writer: [Variable: String] = [:]

  init(_ graph: GraphSteps) {
    definition.versions.producer = tensorFlowProducer
    let parameters = graph.parameters.map { index in
      let spec = graph.steps[index].spec
      return add(
        "Placeholder", named: "input", [],
        ["dtype": .type(spec.dtype), "shape": .shape(spec.shape)], spec)
    }
    for (index, source) in zip(graph.outputs, add(graph, in: "", parameters)) {
      _ = add("Identity", named: "output", [source], [:], graph.steps[index].spec)
    }
    separateNodesFromBoxes()
  }

  /// Adds the nodes of a graph, and returns the names of its results.
  ///
  /// - Parameter scope: the box that they are in, with a `/` at the end; empty for none.
  private mutating func add(_ graph: GraphSteps, in scope: String, _ parameters: [String])
    -> [String]
  {
    var values: [Int: String] = [:]
    var flows: [ObjectIdentifier: String] = [:]
    for (parameter, source) in zip(graph.parameters, parameters) { values[parameter] = source }
    for (index, step) in graph.steps.enumerated() {
      let inputs = step.inputs.map { values[$0]! }
      switch step.action {
      case .parameter: break
      case .constant(let tensor):
        // A large constant would tell nothing in a picture.
        let value =
          tensor.count <= 100 ? ["value": Tensorflow_AttrValue.tensor(.init(tensor))] : [:]
        values[index] = add(
          "Const", named: scope + "constant", [],
          value.merging(["dtype": .type(tensor.dtype)]) { $1 }, step.spec)
      case .read(let variable):
        values[index] = add(
          "ReadVariableOp", named: scope + Self.name(of: variable),
          after(variable), ["dtype": .type(variable.dtype)], step.spec)
      case .assign(let variable):
        writer[variable] = add(
          "AssignVariableOp", named: scope + Self.scope(of: variable) + "assign",
          inputs + after(variable), [:], step.spec)
        values[index] = inputs[0]
      case .flow(let flow, let result):
        if flows[flow.identity] == nil {
          flows[flow.identity] = add(flow, in: scope, inputs, step.spec)
        }
        let name = flows[flow.identity]!
        if let result { values[index] = result == 0 ? name : "\(name):\(result)" }
      default:
        let word = Self.words[step.action.name] ?? step.action.name
        let box = step.inputs.lazy.compactMap { source in
          if case .read(let variable) = graph.steps[source].action {
            Self.scope(of: variable)
          } else {
            nil
          }
        }.first
        values[index] = add(
          word, named: scope + (box ?? "") + word, inputs, ["T": .type(step.spec.dtype)], step.spec)
      }
    }
    return graph.outputs.map { values[$0]! }
  }

  /// Adds a branch or a loop: a box for each of its graphs, and the node that has its results.
  private mutating func add(
    _ flow: GraphFlow, in scope: String, _ inputs: [String], _ spec: TensorSpec
  ) -> String {
    let (word, operation, parts): (String, String, [(String, GraphSteps)]) =
      switch flow.kind {
      case .branch(let then, let otherwise): ("cond", "If", [("then", then), ("else", otherwise)])
      case .loop(_, let condition, let body, _):
        ("while", "While", [("condition", condition), ("body", body)])
      }
    let box = unique(scope + word) + "/"
    var results: [String] = []
    for (part, indices) in zip(parts, flow.inputs) {
      results += add(part.1, in: "\(box)\(part.0)/", indices.map { inputs[$0] })
    }
    var sources: [String] = []
    for source in inputs + results where !sources.contains(source) { sources.append(source) }
    let node = add(operation, named: box + operation, sources, [:], spec)
    for variable in flow.assigned { writer[variable] = node }
    return node
  }

  /// An edge without a value from the node that last changed a variable.
  private func after(_ variable: Variable) -> [String] {
    writer[variable].map { ["^" + $0] } ?? []
  }

  private mutating func add(
    _ operation: String, named name: String, _ inputs: [String],
    _ attributes: [String: Tensorflow_AttrValue], _ spec: TensorSpec
  ) -> String {
    var node = Tensorflow_NodeDef()
    node.name = unique(name)
    node.op = operation
    node.input = inputs
    node.attr = attributes
    node.attr["_output_shapes"] = .shapes([spec.shape])
    definition.node.append(node)
    return node.name
  }

  /// A name that no node has.
  private mutating func unique(_ name: String) -> String {
    let clean = name.replacing(#/[^A-Za-z0-9_.\/-]/#, with: "_")
    var result = clean
    var suffix = 0
    while !used.insert(result).inserted {
      suffix += 1
      result = "\(clean)_\(suffix)"
    }
    return result
  }

  /// Renames nodes that have the name of a box, since TensorBoard would draw the two as one.
  private mutating func separateNodesFromBoxes() {
    var boxes: Set<Substring> = []
    for node in definition.node {
      for slash in node.name.indices where node.name[slash] == "/" {
        boxes.insert(node.name[..<slash])
      }
    }
    var names: [Substring: String] = [:]
    for node in definition.node where boxes.contains(Substring(node.name)) {
      names[Substring(node.name)] = unique(node.name)
    }
    for index in definition.node.indices {
      let node = definition.node[index]
      definition.node[index].name = names[Substring(node.name)] ?? node.name
      definition.node[index].input = node.input.map { source in
        let mark = source.prefix { $0 == "^" }
        let name = source.dropFirst(mark.count).prefix { $0 != ":" }
        guard let other = names[name] else { return source }
        return mark + other + source.dropFirst(mark.count + name.count)
      }
    }
  }

  // MARK: - Names

  /// `dense/kernel:0` is drawn in the box `dense`.
  private static func name(of variable: Variable) -> String {
    let name = variable.name.hasSuffix(":0") ? String(variable.name.dropLast(2)) : variable.name
    return name.isEmpty ? "variable" : name
  }

  private static func scope(of variable: Variable) -> String {
    let parts = name(of: variable).split(separator: "/").dropLast()
    return parts.map { "\($0)/" }.joined()
  }

  /// Words for operations whose names are symbols, which node names may not contain.
  private static let words = [
    "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod", "==": "equal", "!=": "notEqual",
    "<": "less", "<=": "lessOrEqual", ">": "greater", ">=": "greaterOrEqual",
  ]
}

extension Tensorflow_AttrValue {
  fileprivate static func shapes(_ shapes: [Shape]) -> Tensorflow_AttrValue {
    var attribute = Tensorflow_AttrValue()
    attribute.list.shape = shapes.map { Tensorflow_TensorShapeProto($0.dimensions) }
    return attribute
  }
}
