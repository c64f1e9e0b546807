/// The state of training that is saved besides weights, optimizer and losses, so that the next
/// epochs are, bit for bit, those of training without an interruption: the number of epochs, and
/// the states of random numbers, data and callbacks.
public struct SavedProgress: Sendable, Equatable, Codable {
  /// The number of epochs so far.
  public var epoch: Int
  var randomNumbers: RandomNumberState
  /// The generators of the graphs that train: those of dropout.
  var train: FunctionRandomState
  var test: FunctionRandomState
  /// The position of the training data, then that of the validation data.
  var data: [DataPosition?]
  var callbacks: [SavedCallback]
}

/// The state of a callback, with its class, since resumed training may have more callbacks, or
/// fewer.
struct SavedCallback: Sendable, Equatable {
  let className: String
  let state: CallbackState

  init(className: String, state: CallbackState) {
    self.className = className
    self.state = state
  }
}
