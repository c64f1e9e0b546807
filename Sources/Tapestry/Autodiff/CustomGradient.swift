/// A function with a gradient rule of its own, in place of those of the operations in it.
///
/// ```swift
/// let y = customGradient(x) { x in
///   let e = exp(x)
///   return (log(1 + e), { dy in dy * (1 - 1 / (1 + e)) })   // exact where e is infinite
/// }
/// ```
///
/// - **Gradient:** what the rule returns, itself recorded, so that it can be differentiated again.
/// - Precondition: the rule returns a gradient of x's shape.
public func customGradient(
  _ x: some TensorConvertible,
  _ function: (Tensor) -> (value: Tensor, gradient: @Sendable (Tensor) -> Tensor)
) -> Tensor {
  let x = x.tensor
  let (value, gradient) = function(x)
  return bind(CustomGradient(spec: value.spec) { [gradient($0)] }, [x, value])
}

/// A function of several tensors with a gradient rule of its own, which gives one gradient for
/// each.
///
/// ```swift
/// let y = customGradient([a, b]) { inputs in
///   (inputs[0] * inputs[1], { dy in [dy * inputs[1], dy * inputs[0]] })
/// }
/// ```
///
/// - **Gradient:** what the rule returns, itself recorded, so that it can be differentiated again.
/// - Precondition: the rule returns one gradient for each input, in its shape.
public func customGradient(
  _ inputs: [any TensorConvertible],
  _ function: ([Tensor]) -> (value: Tensor, gradient: @Sendable (Tensor) -> [Tensor])
) -> Tensor {
  let inputs = inputs.map(\.tensor)
  let (value, gradient) = function(inputs)
  return bind(CustomGradient(spec: value.spec, rule: gradient), inputs + [value])
}

/// The operation that stands for such a function. Its inputs are those of the function and, last,
/// the value that it computed. Tapes have seen how that was computed, but the result of this
/// operation is a different tensor, for which there is only the rule.
struct CustomGradient: JointlyDifferentiated {
  let spec: TensorSpec
  let rule: @Sendable (Tensor) -> [Tensor]
  private let identity = Identity()
  var name: String { "customGradient" }

  /// An identity for each call, since rules cannot be compared: no two calls are equal.
  private final class Identity: Sendable {}

  init(spec: TensorSpec, rule: @escaping @Sendable (Tensor) -> [Tensor]) {
    self.spec = spec
    self.rule = rule
  }

  static func == (a: CustomGradient, b: CustomGradient) -> Bool { a.identity === b.identity }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(identity)) }

  func spec(_ inputs: [Tensor]) -> TensorSpec { spec }
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { inputs.last!.alias() }

  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    gradients(call.dy, for: call.inputs.dropLast()) + [nil]
  }

  /// The gradients that the rule gives for each input of the function.
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
