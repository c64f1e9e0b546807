import FileAccess
import Foundation

extension Verbosity {
  /// The callback that shows the progress of `fit`; nil for none.
  func callback(epochs: Int) -> Callback? {
    switch self {
    case .silent: nil
    case .progress: Progress(epochs: epochs, showsBar: Terminal.showsStyles(on: STDERR_FILENO))
    case .lines: Progress(epochs: epochs, showsBar: false)
    }
  }
}

/// Shows the progress of each epoch on standard error, so that times do not mix with a chapter's
/// output.
///
/// On a terminal, one line is overwritten again and again during the epoch; in a file that would be
/// a line for each batch.
final class Progress: Callback {
  private let epochs: Int
  private let showsBar: Bool
  private let write: (String) -> Void
  private let clock = ContinuousClock()
  private var epochStart = ContinuousClock.now
  private var latestDrawing = ContinuousClock.now
  private var batchCount: Int?
  private var batchesDone = 0

  init(
    epochs: Int, showsBar: Bool, write: @escaping (String) -> Void = { writeToStandardError($0) }
  ) {
    self.epochs = epochs
    self.showsBar = showsBar
    self.write = write
  }

  override func epochBegins(_ epoch: Int) {
    epochStart = clock.now
    latestDrawing = epochStart
    batchesDone = 0
    write("Epoch \(epoch + 1)/\(epochs)\n")
  }

  override func batchBegins(_ batch: Int, of total: Int?) { batchCount = total }

  override func batchEnds(_ batch: Int, _ report: Report) {
    batchesDone = batch + 1
    guard showsBar, clock.now - latestDrawing > .milliseconds(50) else { return }
    latestDrawing = clock.now
    let elapsed = seconds(since: epochStart)
    // Without a length there is no end to estimate, and the time so far is shown.
    let time =
      batchCount.map { total in
        "ETA: \(timeText(elapsed / Double(batchesDone) * Double(total - batchesDone)))"
      } ?? timeText(elapsed)
    write("\r\u{1B}[K\(bar()) - \(time)\(reportText(report))")
  }

  override func epochEnds(_ epoch: Int, _ report: Report) {
    batchCount = batchesDone
    let elapsed = seconds(since: epochStart)
    let perBatch = batchesDone == 0 ? 0 : elapsed / Double(batchesDone)
    write(
      (showsBar ? "\r\u{1B}[K" : "")
        + "\(bar()) - \(timeText(elapsed)) \(timeText(perBatch))/step\(reportText(report))\n")
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    (clock.now - start) / .seconds(1)
  }

  /// `5/13 [=========>....................]`
  private func bar() -> String {
    guard let total = batchCount, total > 0 else { return "\(batchesDone)/Unknown" }
    let width = 30
    let done = width * min(batchesDone, total) / total
    var bar = String(repeating: "=", count: done)
    if done > 0 && batchesDone < total { bar = bar.dropLast() + ">" }
    return "\(batchesDone)/\(total) [" + bar + String(repeating: ".", count: width - done) + "]"
  }

  private func reportText(_ report: Report) -> String {
    report.values.map { " - \($0.name): \(rounded($0.value))" }.joined()
  }

  /// A number in Keras's format: four decimals, and powers of ten for numbers that would be shown
  /// as 0.
  private func rounded(_ number: Double) -> String {
    String(format: abs(number) > 1e-3 ? "%.4f" : "%.4e", number)
  }

  private func timeText(_ seconds: Double) -> String {
    switch seconds {
    case 3600...:
      "\(Int(seconds) / 3600):" + twoDigits(Int(seconds) / 60 % 60) + ":"
        + twoDigits(Int(seconds) % 60)
    case 60...: "\(Int(seconds) / 60):" + twoDigits(Int(seconds) % 60)
    case 1...: "\(Int(seconds))s"
    case 1e-3...: "\(Int(seconds * 1e3))ms"
    default: "\(Int(seconds * 1e6))us"
    }
  }

  private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
