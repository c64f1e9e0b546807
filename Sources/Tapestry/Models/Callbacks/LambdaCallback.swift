/// Calls closures at the stages of training, without a subclass.
///
/// ```swift
/// let printer = LambdaCallback(epochEnds: { epoch, report in print(epoch, report["loss"]!) })
/// try model.fit(x, y, epochs: 10, callbacks: [printer])
/// ```
///
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.LambdaCallback.
public final class LambdaCallback: Callback {
  private let whenTrainingBegins: (() throws -> Void)?
  private let whenTrainingEnds: ((History) throws -> Void)?
  private let whenEpochBegins: ((Int) throws -> Void)?
  private let whenEpochEnds: ((Int, Report) throws -> Void)?
  private let whenBatchBegins: ((Int) throws -> Void)?
  private let whenBatchEnds: ((Int, Report) throws -> Void)?

  /// A callback of closures; those that are not given do nothing.
  public init(
    trainingBegins: (() throws -> Void)? = nil, trainingEnds: ((History) throws -> Void)? = nil,
    epochBegins: ((_ epoch: Int) throws -> Void)? = nil,
    epochEnds: ((_ epoch: Int, _ report: Report) throws -> Void)? = nil,
    batchBegins: ((_ batch: Int) throws -> Void)? = nil,
    batchEnds: ((_ batch: Int, _ report: Report) throws -> Void)? = nil
  ) {
    whenTrainingBegins = trainingBegins
    whenTrainingEnds = trainingEnds
    whenEpochBegins = epochBegins
    whenEpochEnds = epochEnds
    whenBatchBegins = batchBegins
    whenBatchEnds = batchEnds
  }

  public override func trainingBegins() throws { try whenTrainingBegins?() }
  public override func trainingEnds(_ history: History) throws { try whenTrainingEnds?(history) }
  public override func epochBegins(_ epoch: Int) throws { try whenEpochBegins?(epoch) }
  public override func epochEnds(_ epoch: Int, _ report: Report) throws {
    try whenEpochEnds?(epoch, report)
  }
  public override func batchBegins(_ batch: Int, of total: Int?) throws {
    try whenBatchBegins?(batch)
  }
  public override func batchEnds(_ batch: Int, _ report: Report) throws {
    try whenBatchEnds?(batch, report)
  }
}
