/// Ends training when the loss is NaN or infinite.
///
/// ```swift
/// try model.fit(x, y, epochs: 100, callbacks: [TerminateOnNaN()])
/// ```
///
/// Such a model cannot recover: each weight that depends on the loss has become NaN too.
///
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.TerminateOnNaN.
public final class TerminateOnNaN: Callback {
  public override func batchEnds(_ batch: Int, _ report: Report) {
    guard let loss = report["loss"], !loss.isFinite else { return }
    writeToStandardError("batch \(batch): the loss is \(loss), the training ends\n")
    model?.stopsTraining = true
  }
}
