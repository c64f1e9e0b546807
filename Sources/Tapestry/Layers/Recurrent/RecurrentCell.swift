/// The steps for which `RecurrentScan` has fast loops: those with the default activations.
enum RecurrentCell: Hashable, Sendable {
  case simpleRNN
  case lstm
  case gru
  /// A GRU whose reset gate is applied before the product with the candidate's weights, so that a
  /// step is two products, one after the other.
  case gruResetFirst

  /// The number of sums that each unit needs.
  var gateCount: Int {
    switch self {
    case .simpleRNN: 1
    case .lstm: 4
    case .gru, .gruResetFirst: 3
    }
  }

  /// The number of gates whose sums are products with the state itself. Those of the candidate may
  /// be products with the state after the reset gate.
  var gatesOfState: Int { self == .gruResetFirst ? 2 : gateCount }

  /// The number of tensors in the state.
  var stateCount: Int { self == .lstm ? 2 : 1 }

  /// The number of gradients with respect to sums that each unit has. A GRU's candidate has two:
  /// the gradient with respect to the sum with the state is that with respect to the sum with the
  /// input times the reset gate.
  var gradientCount: Int { self == .gru ? 4 : gateCount }

  /// The definition of what the loops compute, which has derivatives of any order.
  func step(_ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights) -> [Tensor] {
    switch self {
    case .simpleRNN: SimpleRNN.step(x, states, weights, .tanh)
    case .lstm: LSTM.step(x, states, weights, .tanh, gates: .sigmoid)
    case .gru: GRU.step(x, states, weights, .tanh, gates: .sigmoid, resetAfter: true)
    case .gruResetFirst:
      GRU.step(x, states, weights, .tanh, gates: .sigmoid, resetAfter: false)
    }
  }
}
