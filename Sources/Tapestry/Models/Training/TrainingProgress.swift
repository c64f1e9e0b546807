/// How far the training of a model has come, so that it can go on from there: in this program, and
/// from a file.
///
/// A training goes on when `fit` begins with the epoch at which the one before ended. Any other
/// begins anew, with orders and callbacks as in the first.
final class TrainingProgress {
  /// Where the latest training ended, or the one of a file.
  private var reached: SavedProgress?
  /// Whether it is a file's.
  private var isSaved = false
  /// The training that runs.
  private var running: (data: [any TrainingData], callbacks: [Callback], epoch: Int)?
  private let steps: TrainingSteps

  init(_ steps: TrainingSteps) { self.steps = steps }

  /// Where the training stands; nil before the first one, and within an epoch.
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

  /// Takes over where the training of a file stood, or that the file is of none.
  func restore(_ progress: SavedProgress?) {
    reached = progress
    isSaved = true
    guard let progress else { return }
    steps.train.restore(progress.train)
    steps.test.restore(progress.test)
  }

  /// A training begins with an epoch; callbacks have heard of it.
  ///
  /// - Throws: `DatasetError` if a file's training used other data, and what callbacks throw.
  func begin(_ data: [any TrainingData], _ callbacks: [Callback], epoch: Int) throws {
    // One that goes on stands where the one before ended, even if no epoch follows.
    let goesOn = epoch > 0 && epoch == reached?.epoch
    defer { running = (data, callbacks, goesOn ? epoch : 0) }
    guard goesOn, let reached else { return }
    for (data, position) in zip(data, reached.data) {
      if let position { try data.go(to: position, isSaved: isSaved) }
    }
    var states = reached.callbacks
    for callback in callbacks {
      let name = String(describing: type(of: callback))
      guard let place = states.firstIndex(where: { $0.className == name }) else { continue }
      try callback.restore(states.remove(at: place).state)
    }
    // In the program that trained it, others have drawn since, and go on drawing.
    if isSaved { reached.randomNumbers.restore() }
  }

  /// An epoch begins.
  func epochBegins() { running?.epoch = 0 }

  /// So many epochs have been gone through.
  func epochEnds(_ count: Int) { running?.epoch = count }

  /// The training ends.
  func end() {
    reached = saved
    isSaved = false
    running = nil
  }
}
