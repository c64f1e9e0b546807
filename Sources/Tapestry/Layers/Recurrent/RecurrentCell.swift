/// The steps for which there are loops of their own, `RecurrentScan`: those with the usual
/// activations.
enum RecurrentCell: Hashable, Sendable {
  case simpleRNN
  case lstm
  case gru

  /// How many sums each unit needs.
  var gateCount: Int {
    switch self {
    case .simpleRNN: 1
    case .lstm: 4
    case .gru: 3
    }
  }

  /// How many tensors the state is.
  var stateCount: Int { self == .lstm ? 2 : 1 }

  /// How many numbers a unit's gradients with respect to its sums are. Those of a GRU's candidate,
  /// for the sums with the input and with the state, differ by the reset gate.
  var gradientCount: Int { self == .gru ? 4 : gateCount }

  /// The definition: what the loops compute, and their derivatives of any order.
  func step(_ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights) -> [Tensor] {
    switch self {
    case .simpleRNN: SimpleRNN.step(x, states, weights, .tanh)
    case .lstm: LSTM.step(x, states, weights, .tanh, gates: .sigmoid)
    case .gru: GRU.step(x, states, weights, .tanh, gates: .sigmoid, resetAfter: true)
    }
  }
}
