/// Sets the learning rate of each epoch.
///
/// ```swift
/// let halving = LearningRateScheduler { epoch, rate in
///   epoch > 0 && epoch % 10 == 0 ? rate / 2 : rate
/// }
/// let history = try model.fit(x, y, epochs: 50, callbacks: [halving])
/// history["lr"]  // the learning rate of each epoch
/// ```
///
/// An optimizer can be given a `LearningRateSchedule` instead, which depends on steps and not on
/// epochs.
///
/// - Precondition: in `fit`, the optimizer's learning rate is not a schedule, and the function's
///   result is not negative.
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.LearningRateScheduler.
public final class LearningRateScheduler: Callback {
  private let schedule: (_ epoch: Int, _ rate: Double) -> Double
  private let writesMessages: Bool

  /// A callback that sets the learning rate.
  ///
  /// - Parameter schedule: computes the learning rate of an epoch from its index and the latest
  ///   learning rate.
  public init(
    verbose: Bool = false, _ schedule: @escaping (_ epoch: Int, _ rate: Double) -> Double
  ) {
    self.schedule = schedule
    writesMessages = verbose
  }

  public override func epochBegins(_ epoch: Int) {
    guard let optimizer = model?.optimizer else { return }
    let rate = schedule(epoch, optimizer.learningRate.tensor.number)
    optimizer.setHyper("learning_rate", rate)
    if writesMessages {
      writeToStandardError("Epoch \(epoch + 1): the learning rate is \(rate)\n")
    }
  }

  public override func complete(_ report: inout Report) {
    report["lr"] = model?.optimizer.learningRate.tensor.number
  }
}
