/// Ends a training when a number has not become better for some epochs.
///
/// ```swift
/// let patient = EarlyStopping(monitor: "val_loss", patience: 3, restoreBestWeights: true)
/// try model.fit(x, y, epochs: 1000, callbacks: [patient], validationSplit: 0.2)
/// ```
///
/// - Throws: `UnknownName` in `fit` if nothing is measured under the name.
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.EarlyStopping.
public final class EarlyStopping: Callback {
  private var monitor: Monitor
  private let patience: Int
  private let baseline: Double?
  private let restoresBestWeights: Bool
  private let writesMessages: Bool
  /// The epoch after which the training ended; nil if it ended by itself.
  public private(set) var stoppedEpoch: Int?
  private var best = 0.0
  private var bestWeights: [Tensor]?
  private var waited = 0

  /// A callback that ends the training.
  ///
  /// - Parameters:
  ///   - minDelta: a change that is not larger does not count as better.
  ///   - patience: how many epochs in a row may be no better; the last of them is the end. 0 is as
  ///     1.
  ///   - baseline: a number that the first epochs must be better than.
  ///   - restoreBestWeights: whether the model gets back the weights of the best epoch at the end,
  ///     whoever ended the training.
  ///
  /// - Precondition: the patience is not negative.
  public init(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0,
    mode: MonitorMode = .auto, baseline: Double? = nil, restoreBestWeights: Bool = false,
    verbose: Bool = false
  ) {
    requireNotNegative("EarlyStopping", ["patience": Double(patience)])
    self.monitor = Monitor(monitor, mode, minDelta: minDelta)
    self.patience = patience
    self.baseline = baseline
    restoresBestWeights = restoreBestWeights
    writesMessages = verbose
  }

  public override func trainingBegins() {
    monitor.findDirection(in: model)
    best = baseline ?? monitor.worst
    bestWeights = nil
    waited = 0
    stoppedEpoch = nil
  }

  public override func epochEnds(_ epoch: Int, _ report: Report) throws {
    let value = try monitor.value(in: report)
    if monitor.isBetter(value, than: best) {
      best = value
      waited = 0
      if restoresBestWeights { bestWeights = model?.weights }
      return
    }
    waited += 1
    guard waited >= patience, let model else { return }
    stoppedEpoch = epoch
    model.stopsTraining = true
    if writesMessages { writeToStandardError("Epoch \(epoch + 1): early stopping\n") }
  }

  public override func trainingEnds(_ history: History) throws {
    // No epoch may have been better than the baseline; then the latest weights stay.
    if let bestWeights { try model?.setWeights(bestWeights) }
  }

  public override var state: CallbackState {
    CallbackState(
      ["best": monitor.saved(best), "waited": .int(waited)],
      tensors: (bestWeights ?? []).enumerated().map { number, weight in
        NamedTensor("best/\(number)", weight)
      })
  }

  public override func restore(_ state: CallbackState) throws {
    let reader = state.reader(of: "EarlyStopping")
    best = try monitor.best(reader)
    waited = min(try reader.int("waited", atLeast: 0), patience)
    bestWeights = state.tensors.isEmpty ? nil : state.tensors.map(\.tensor)
  }
}
