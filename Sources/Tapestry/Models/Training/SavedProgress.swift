/// What is kept of a training besides weights, optimizer and losses, so that the epochs after it
/// are those of a training that was not interrupted, bit for bit: how many there were, where random
/// numbers, data and callbacks are.
public struct SavedProgress: Sendable, Equatable, Codable {
  /// How many epochs there were.
  public var epoch: Int
  var randomNumbers: RandomNumberState
  /// The generators of the graphs that train: those of dropout.
  var train: FunctionRandomState
  var test: FunctionRandomState
  /// Where the data of training are, then those of validation.
  var data: [DataPosition?]
  var callbacks: [SavedCallback]
}

/// What a callback remembers, with its class: a training that goes on may have more of them, or
/// less.
struct SavedCallback: Sendable, Equatable {
  let className: String
  let state: CallbackState

  init(className: String, state: CallbackState) {
    self.className = className
    self.state = state
  }
}
