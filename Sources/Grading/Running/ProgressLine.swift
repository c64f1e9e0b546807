import FileAccess
import Foundation
import Synchronization

/// The progress of grading a class, with an estimate of the time left, on standard error.
///
/// The estimate counts only what was judged: attempts that already have a record take no time.
public final class ProgressLine: Sendable {
  private struct State {
    var judged = 0
    var known = 0
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now
  private let canOverwrite = Terminal.showsStyles(on: STDERR_FILENO)

  /// A line that starts counting.
  public init() {}

  /// Reports that one more attempt is done.
  public func update(done: Int, of all: Int, wasJudged: Bool) {
    let state = state.withLock { state in
      if wasJudged { state.judged += 1 } else { state.known += 1 }
      return state
    }
    let text = Self.text(
      done: done, of: all, judged: state.judged, seconds: Self.seconds(since: start))
    let line = canOverwrite ? "\r\u{1b}[K\(text)\(done == all ? "\n" : "")" : "\(text)\n"
    FileHandle.standardError.write(Data(line.utf8))
  }

  static func text(done: Int, of all: Int, judged: Int, seconds: Double) -> String {
    let start = "\(done) of \(all) attempts"
    guard judged > 0, done < all else { return start }
    let left = Int((seconds / Double(judged) * Double(all - done)).rounded(.up))
    return start + (left < 90 ? ", \(left) s left" : ", \((left + 59) / 60) min left")
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    let passed = start.duration(to: .now).components
    return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
  }
}
