/// Reduces the learning rate when a monitored value has not improved for some epochs.
///
/// ```swift
/// let reduction = ReduceLROnPlateau(monitor: "loss", factor: 0.2, patience: 5, minLR: 0.001)
/// let history = try model.fit(x, y, epochs: 200, callbacks: [reduction])
/// history["lr"]  // the learning rate of each epoch
/// ```
///
/// Steps that are too large jump around a minimum; smaller ones come closer.
///
/// - Throws: `UnknownName` in `fit` if the report has no value of the name.
/// - Precondition: in `fit`, the optimizer's learning rate is not a schedule.
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.ReduceLROnPlateau.
public final class ReduceLROnPlateau: Callback {
  private var monitor: Monitor
  private let factor: Double
  private let patience: Int
  private let cooldown: Int
  private let minLR: Double
  private let writesMessages: Bool
  private var best = 0.0
  private var waited = 0
  private var cooldownLeft = 0

  /// A callback that reduces the learning rate.
  ///
  /// - Parameters:
  ///   - factor: the factor by which the learning rate is multiplied.
  ///   - patience: the number of epochs in a row without improvement after which the rate is
  ///     reduced.
  ///   - minDelta: the change that an improvement must exceed.
  ///   - cooldown: the number of epochs after a reduction that do not count.
  ///   - minLR: the smallest learning rate.
  ///
  /// - Precondition: the factor is between 0 and 1, and no other number is negative.
  public init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10,
    mode: MonitorMode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0, minLR: Double = 0,
    verbose: Bool = false
  ) {
    guard factor > 0, factor < 1 else {
      misuse(
        "ReduceLROnPlateau", "a factor of \(factor)",
        cure: "give a number between 0 and 1, such as 0.1")
    }
    requireNotNegative(
      "ReduceLROnPlateau",
      ["patience": Double(patience), "cooldown": Double(cooldown), "minLR": minLR])
    self.monitor = Monitor(monitor, mode, minDelta: minDelta)
    self.factor = factor
    self.patience = patience
    self.cooldown = cooldown
    self.minLR = minLR
    writesMessages = verbose
  }

  public override func trainingBegins() {
    monitor.findDirection(in: model)
    best = monitor.worst
    waited = 0
    cooldownLeft = 0
  }

  public override func complete(_ report: inout Report) {
    report["lr"] = model?.optimizer.learningRate.tensor.number
  }

  public override func epochEnds(_ epoch: Int, _ report: Report) throws {
    guard let value = try monitor.value(in: report) else { return }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      waited = 0
    }
    if monitor.isBetter(value, than: best) {
      best = value
      waited = 0
    } else if cooldownLeft == 0 {
      waited += 1
      if waited >= patience { reduce(epoch) }
    }
  }

  public override var state: CallbackState {
    CallbackState([
      "best": monitor.saved(best), "waited": .int(waited), "cooldown": .int(cooldownLeft),
    ])
  }

  public override func restore(_ state: CallbackState) throws {
    let reader = state.reader(of: "ReduceLROnPlateau")
    best = try monitor.best(reader)
    waited = min(try reader.int("waited", atLeast: 0), patience)
    cooldownLeft = min(try reader.int("cooldown", atLeast: 0), cooldown)
  }

  private func reduce(_ epoch: Int) {
    guard let rate = model?.optimizer.learningRate, rate.tensor.number > minLR else { return }
    let reduced = max(rate.tensor.number * factor, minLR)
    rate.assign(reduced)
    cooldownLeft = cooldown
    waited = 0
    if writesMessages {
      writeToStandardError("Epoch \(epoch + 1): the learning rate becomes \(reduced)\n")
    }
  }
}
