/// Ends a training whose loss is no finite number any more.
///
/// ```swift
/// try model.fit(x, y, epochs: 100, callbacks: [TerminateOnNaN()])
/// ```
///
/// Nothing brings such a model back: each weight that met the loss is no number either.
///
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.TerminateOnNaN.
public final class TerminateOnNaN: Callback {
  public override func batchEnds(_ batch: Int, _ report: Report) {
    guard let loss = report["loss"], !loss.isFinite else { return }
    writeToStandardError("batch \(batch): the loss is \(loss), the training ends\n")
    model?.stopsTraining = true
  }
}
