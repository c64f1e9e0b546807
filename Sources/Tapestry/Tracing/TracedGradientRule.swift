/// A function with a gradient rule of its own, as a node of a graph.
///
/// The rule of `CustomGradient` is Swift code that holds tensors of the trace in which it was made:
/// once the trace is over, they mean nothing. So the rule is traced too, and the tensors that it
/// holds become inputs of the node, after the function's own and its value.
struct TracedGradientRule: JointlyDifferentiated {
  /// The rule as a graph: from the gradient with respect to the value, and the tensors that the
  /// rule holds, it computes the gradients with respect to the function's inputs.
  private let rule: Rule
  /// The index of the input that is the value which the function computed.
  let value: Int
  var name: String { "customGradient" }

  /// A graph that is compared by identity: two rules are equal only if they come from the same
  /// trace.
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
    // No gradient flows to the value or to what the rule holds: only the rule says how the result
    // depends on the inputs.
    return gradients(call.dy, holding: Array(held))
      + [Tensor?](repeating: nil, count: held.count + 1)
  }

  /// The gradients that the rule gives for each input of the function, from the tensors that it
  /// holds.
  func gradients(_ dy: Tensor, holding held: [Tensor]) -> [Tensor] {
    rule.graph.replay([dy] + held)
  }
}

extension GraphBuilder {
  /// Traces the gradient rule of a function that has its own.
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
