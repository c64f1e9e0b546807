import Testing

@testable import Tapestry

struct ProgressTests {
  private func report(_ values: KeyValuePairs<String, Double>) -> Report {
    var report = Report()
    for (name, value) in values { report[name] = value }
    return report
  }

  /// The output of an epoch of batches, without times.
  private func text(bar: Bool, batches: Int, of total: Int?, _ report: Report) -> String {
    var text = ""
    let progress = Progress(epochs: 3, showsBar: bar) { text += $0 }
    progress.epochBegins(1)
    for batch in 0..<batches {
      progress.batchBegins(batch, of: total)
      progress.batchEnds(batch, report)
    }
    progress.epochEnds(1, report)
    return text.replacing(/\d+(s|ms|us)/, with: "T")
  }

  @Test func `an epoch is a line with a full bar, and numbers as Keras rounds them`() {
    let report = report([
      "loss": 0.123456, "mae": 12, "small": 0.00012345, "zero": 0, "val_loss": .nan,
    ])
    #expect(
      text(bar: false, batches: 13, of: 13, report)
        == "Epoch 2/3\n13/13 [==============================] - T T/step - loss: 0.1235 - "
        + "mae: 12.0000 - small: 1.2345e-04 - zero: 0.0000e+00 - val_loss: nan\n")
  }

  @Test func `without a number of batches the bar is full at the end`() {
    #expect(
      text(bar: false, batches: 2, of: nil, report(["loss": 1]))
        == "Epoch 2/3\n2/2 [==============================] - T T/step - loss: 1.0000\n")
  }

  @Test func `on a terminal the line is written again`() {
    let text = text(bar: true, batches: 1, of: 1, report(["loss": 1]))
    #expect(
      text.hasSuffix("\r\u{1B}[K1/1 [==============================] - T T/step - loss: 1.0000\n"))
  }

  @Test func `while an epoch lasts there is an estimate of the end`() async throws {
    var text = ""
    let progress = Progress(epochs: 3, showsBar: true) { text += $0 }
    progress.epochBegins(0)
    progress.batchBegins(0, of: 3)
    // A line is drawn when the latest one is old enough.
    try await Task.sleep(for: .milliseconds(60))
    progress.batchEnds(0, report(["loss": 1]))
    #expect(text.contains("1/3 [=========>....................] - ETA: "))
  }

  @Test func `silence is not a callback`() {
    #expect(Verbosity.silent.callback(epochs: 1) == nil)
    #expect(Verbosity.lines.callback(epochs: 1) is Progress)
  }
}
