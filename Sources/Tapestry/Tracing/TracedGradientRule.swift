/// A function with a gradient rule of its own, as a node of a graph.
///
/// The rule of `CustomGradient` is Swift code that holds tensors of the trace in which it was made:
/// once the trace is over, they mean nothing. So the rule is traced too, and the tensors that it
/// holds become inputs of the node, after the function's own and its value.
struct TracedGradientRule: JointlyDifferentiated {
  /// From the gradient with respect to the value, and the tensors that the rule holds, to the
  /// gradients with respect to the function's inputs.
  private let rule: Rule
  /// Which input is the value that the function computed.
  let value: Int
  var name: String { "customGradient" }

  /// A graph that is compared by identity: two rules are the same only if they were traced
  /// together.
  private final class Rule: Sendable {
    let graph: Graph
    init(_ graph: Graph) { self.graph = graph }
  }

  init(_ graph: Graph, functionInputs: Int) {
    rule = Rule(graph)
    value = functionInputs
  }

  static func == (a: TracedGradientRule, b: TracedGradientRule) -> Bool { a.rule === b.rule }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(rule)) }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[value].spec }
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { inputs[value].alias() }
  var viewedInput: Int? { value }

  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    let held = call.inputs[(value + 1)...]
    // The value and what the rule holds lead nowhere: only the rule says how the inputs matter.
    return gradients(call.dy, holding: Array(held))
      + [Tensor?](repeating: nil, count: held.count + 1)
  }

  /// What the rule gives for each input of the function, given what it holds.
  func gradients(_ dy: Tensor, holding held: [Tensor]) -> [Tensor] {
    rule.graph.replay([dy] + held)
  }
}

extension GraphBuilder {
  /// Traces the rule with which a function replaces its gradient.
  func trace(_ function: CustomGradient, _ inputs: [Tensor]) -> (TracedGradientRule, [Tensor]) {
    let builder = GraphBuilder(name: "the gradient rule of \(name)", outer: self)
    let dy = builder.parameter(function.spec)
    let gradients = builder.trace { function.gradients(dy, for: inputs.dropLast()) }
    builder.finish(gradients)
    return (
      TracedGradientRule(builder.graph, functionInputs: inputs.count - 1),
      inputs + builder.captures
    )
  }
}
