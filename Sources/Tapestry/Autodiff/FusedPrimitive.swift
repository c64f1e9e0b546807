/// An operation with a definition, from which its gradients follow.
///
/// Gradients and whole batches that have no loop of their own are computed from the definition; a
/// test compares the loop with it.
protocol FusedPrimitive: JointlyDifferentiated, DefinedPrimitive {}

extension FusedPrimitive {
  /// The gradients by the definition.
  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    let sources = needed.indices.filter { needed[$0] }
    // Aliases, since the same tensor may be given as two inputs, and each has its own gradient.
    let inputs = call.inputs.map { identity($0) }
    let tape = GradientTape(watchAccessedVariables: false)
    for source in sources { tape.watch(inputs[source]) }
    let target = tape.record { definition(inputs) }
    let found = tape.onlyGradients(target, sources.map { inputs[$0] }, weights: call.dy)
    var gradients = [Tensor?](repeating: nil, count: needed.count)
    for (source, gradient) in zip(sources, found) { gradients[source] = gradient }
    return gradients
  }

  /// A whole batch by the definition.
  func batched(_ call: BatchedCall) -> Tensor? {
    let batches = call.inputs.indices.filter { call.isBatched[$0] }
    return call.trace.map(
      { elements in
        var inputs = call.inputs
        for (index, element) in zip(batches, elements) { inputs[index] = element }
        return [definition(inputs)]
      }, batches.map { call.inputs[$0] })[0]
  }
}

extension GradientTape {
  /// The gradients, from a tape that is used only once; nil where there is none.
  func onlyGradients(_ target: Tensor, _ sources: [Tensor], weights: Tensor) -> [Tensor?] {
    // Only a second call could throw.
    try! gradient(target, sources, weights: weights, unconnected: .none)
  }
}
