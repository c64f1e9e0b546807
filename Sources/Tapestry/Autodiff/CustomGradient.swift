/// A function with a gradient rule of its own, in place of those of the operations in it.
///
/// ```swift
/// let y = customGradient(x) { x in
///   let e = exp(x)
///   return (log(1 + e), { dy in dy * (1 - 1 / (1 + e)) })   // exact where e is infinite
/// }
/// ```
///
/// Gradient: what the rule returns, itself recorded, so that it can be differentiated again.
/// Traps: if the rule returns a gradient of another shape than x.
public func customGradient(
  _ x: some TensorConvertible,
  _ function: (Tensor) -> (value: Tensor, gradient: @Sendable (Tensor) -> Tensor)
) -> Tensor {
  let x = x.tensor
  let (value, gradient) = function(x)
  return bind(CustomGradient(value: value) { [gradient($0)] }, [x])
}

/// A function of several tensors with a gradient rule of its own, which gives one gradient for each.
///
/// ```swift
/// let y = customGradient([a, b]) { inputs in
///   (inputs[0] * inputs[1], { dy in [dy * inputs[1], dy * inputs[0]] })
/// }
/// ```
///
/// Gradient: what the rule returns, itself recorded, so that it can be differentiated again.
/// Traps: if the rule returns another number of gradients, or one of another shape than its input.
public func customGradient(
  _ inputs: [any TensorConvertible],
  _ function: ([Tensor]) -> (value: Tensor, gradient: @Sendable (Tensor) -> [Tensor])
) -> Tensor {
  let inputs = inputs.map(\.tensor)
  let (value, gradient) = function(inputs)
  return bind(CustomGradient(value: value, rule: gradient), inputs)
}

struct CustomGradient: Primitive {
  /// What the function computed. The tapes have seen how, but the result of this operation is
  /// another tensor, to which only the rule leads.
  let value: Tensor
  let rule: @Sendable (Tensor) -> [Tensor]
  var name: String { "customGradient" }

  // Two rules cannot be compared; two calls are the same only if they have the same value.
  static func == (a: CustomGradient, b: CustomGradient) -> Bool {
    a.value.identity == b.value.identity
  }
  func hash(into hasher: inout Hasher) { hasher.combine(value.identity) }

  func spec(_ inputs: [Tensor]) -> TensorSpec { value.spec }
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { value.alias() }

  func gradient(_ call: Call, input: Int) -> Tensor? { gradients(call.dy, for: call.inputs)[input] }

  /// What the rule gives for each input.
  func gradients(_ dy: Tensor, for inputs: [Tensor]) -> [Tensor] {
    let gradients = rule(dy)
    guard gradients.map(\.shape) == inputs.map(\.shape) else {
      misuse(
        name,
        "the rule gives shapes \(gradients.map(\.shape)) for inputs \(inputs.map(\.shape))",
        cure: "return one gradient for each input, in its shape")
    }
    return gradients
  }
}
