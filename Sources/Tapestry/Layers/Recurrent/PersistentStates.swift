/// The states that a stateful recurrent layer keeps from call to call.
///
/// It is a class that reflection does not look into: states are not weights, and are not saved.
final class PersistentStates {
  private var variables: [Variable] = []
  /// The size of the batches; nil before the first.
  var batchSize: Int? { variables.first?.shape[0] }

  /// The states at the beginning of a call: 0 before the first.
  ///
  /// - Precondition: a batch has the size of the first, since each example continues the example at
  ///   the same position of the previous batch.
  func states(_ count: Int, _ spec: TensorSpec, of layer: String) -> [Tensor] {
    // A model that is being described computes nothing, and its batch has an arbitrary size.
    if Context.current.isDescribing {
      return (0..<count).map { _ in Tensor.zeros(spec.shape, dtype: spec.dtype) }
    }
    if variables.isEmpty {
      variables = outsideTraces {
        (0..<count).map {
          Variable(
            Tensor.zeros(spec.shape, dtype: spec.dtype), name: "\(layer)/state_\($0):0",
            trainable: false)
        }
      }
    }
    guard variables[0].shape == spec.shape else {
      misuse(
        layer,
        "a batch of \(spec.shape[0]) examples for the states of \(variables[0].shape[0])",
        cure: "give a stateful layer batches of one size, or call resetStates() first")
    }
    return variables.map(\.tensor)
  }

  /// Stores the states with which a call ended.
  func keep(_ states: [Tensor]) {
    // The states from earlier batches stay while a model is described.
    if Context.current.isDescribing { return }
    for (variable, state) in zip(variables, states) { variable.assign(state) }
  }

  /// Resets the states. The variables stay the same, since traced graphs use them.
  func reset() {
    for variable in variables {
      variable.assign(Tensor.zeros(variable.shape, dtype: variable.dtype))
    }
  }
}
