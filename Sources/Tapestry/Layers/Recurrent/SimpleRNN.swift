/// A recurrent layer whose output is its state: `activation(x · kernel + state · recurrentKernel +
/// bias)`.
///
/// ```swift
/// SimpleRNN(8)(Tensor.ones([32, 10, 4])).shape                             // (32, 8)
/// SimpleRNN(8, returnSequences: true)(Tensor.ones([32, 10, 4])).shape      // (32, 10, 8)
/// ```
///
/// - Precondition: inputs have the number of features of the first call.
/// - **Shapes:** [batch, steps, features] gives [batch, units], or [batch, steps, units] for all
///   steps; with `returnState`, a second output is the last state. A second input is the initial
///   state.
/// - **Source:** Elman, 1990, "Finding structure in time".
public final class SimpleRNN: RecurrentLayer, Configurable {
  /// The formula of a step, for any activation.
  static func step(
    _ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights, _ activation: Activation
  ) -> [Tensor] {
    [activation(x + matmul(states[0], weights.kernel))]
  }

  override func step(_ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights) -> [Tensor] {
    Self.step(x, states, weights, activation)
  }

  override var cell: RecurrentCell? { activation.isStandard("tanh") ? .simpleRNN : nil }
}
