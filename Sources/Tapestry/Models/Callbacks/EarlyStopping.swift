/// Ends training when a monitored value has not improved for some epochs.
///
/// ```swift
/// let patient = EarlyStopping(monitor: "val_loss", patience: 3, restoreBestWeights: true)
/// try model.fit(x, y, epochs: 1000, callbacks: [patient], validationSplit: 0.2)
/// ```
///
/// - Throws: `UnknownName` in `fit` if the report has no value of the name.
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.EarlyStopping.
public final class EarlyStopping: Callback {
  private var monitor: Monitor
  private let patience: Int
  private let baseline: Double?
  private let restoresBestWeights: Bool
  private let writesMessages: Bool
  /// The epoch after which the callback ended training; nil if it did not.
  public private(set) var stoppedEpoch: Int?
  private var best = 0.0
  private var bestWeights: [Tensor]?
  private var waited = 0

  /// A callback that ends training early.
  ///
  /// - Parameters:
  ///   - minDelta: the change that an improvement must exceed.
  ///   - patience: the number of epochs in a row without improvement after which training ends. 0
  ///     means 1.
  ///   - baseline: a value that must be improved on from the start.
  ///   - restoreBestWeights: whether the model gets back the weights of the best epoch at the end,
  ///     however training ended.
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
    guard let value = try monitor.value(in: report) else { return }
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
    // If no epoch was better than the baseline, the latest weights are kept.
    if let bestWeights { try model?.setWeights(bestWeights) }
  }

  public override var state: CallbackState {
    CallbackState(
      ["best": monitor.saved(best), "waited": .int(waited)],
      tensors: (bestWeights ?? []).enumerated().map { index, weight in
        NamedTensor("best/\(index)", weight)
      })
  }

  public override func restore(_ state: CallbackState) throws {
    let reader = state.reader(of: "EarlyStopping")
    best = try monitor.best(reader)
    waited = min(try reader.int("waited", atLeast: 0), patience)
    let weights = state.tensors.map(\.tensor)
    bestWeights = restoresBestWeights && !weights.isEmpty ? weights : nil
  }
}
