/// The progress of a model's training, so that it can be resumed, in the same program or from a
/// file.
///
/// Training is resumed when `fit` begins with the epoch at which the previous run ended. Any other
/// run starts afresh, with orders and callbacks as in the first.
final class TrainingProgress {
  /// Where the latest run ended, or the one restored from a file.
  private var reached: SavedProgress?
  /// Whether it was restored from a file.
  private var isSaved = false
  /// The present run.
  private var running: (data: [any TrainingData], callbacks: [Callback], epoch: Int)?
  private let steps: TrainingSteps

  init(_ steps: TrainingSteps) { self.steps = steps }

  /// The state to save; nil before the first run, and within an epoch.
  var saved: SavedProgress? {
    guard let running else { return reached }
    guard running.epoch > 0 else { return nil }
    return SavedProgress(
      epoch: running.epoch, randomNumbers: .current, train: steps.train.randomState,
      test: steps.test.randomState, data: running.data.map(\.position),
      callbacks: running.callbacks.map {
        SavedCallback(className: String(describing: type(of: $0)), state: $0.state)
      })
  }

  /// Takes over the state from a file, which has none if the model was not trained.
  func restore(_ progress: SavedProgress?) {
    reached = progress
    isSaved = true
    guard let progress else { return }
    steps.train.restore(progress.train)
    steps.test.restore(progress.test)
  }

  /// A run begins with an epoch; callbacks have been told.
  ///
  /// - Throws: `DatasetError` if the run in a file used other data, and what callbacks throw.
  func begin(_ data: [any TrainingData], _ callbacks: [Callback], epoch: Int) throws {
    // A resumed run is where the previous one ended, even if no epoch follows.
    let goesOn = epoch > 0 && epoch == reached?.epoch
    defer { running = (data, callbacks, goesOn ? epoch : 0) }
    guard goesOn, let reached else { return }
    for (data, position) in zip(data, reached.data) {
      if let position { try data.go(to: position, isSaved: isSaved) }
    }
    var states = reached.callbacks
    for callback in callbacks {
      let name = String(describing: type(of: callback))
      guard let index = states.firstIndex(where: { $0.className == name }) else { continue }
      try callback.restore(states.remove(at: index).state)
    }
    // In the program in which it was trained, other code has drawn random numbers since, and
    // continues to.
    if isSaved { reached.randomNumbers.restore() }
  }

  /// An epoch begins.
  func epochBegins() { running?.epoch = 0 }

  /// `count` epochs have been completed.
  func epochEnds(_ count: Int) { running?.epoch = count }

  /// The run ends.
  func end() {
    reached = saved
    isSaved = false
    running = nil
  }
}
