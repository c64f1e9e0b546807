import CourseKit
import Foundation
import Plots
import Synchronization
import Tapestry

/// When elements were loaded and trained on, in milliseconds since the start.
private final class Diary: Sendable {
  struct Entry {
    let element: Int
    let work: String
    let start: Double
    let end: Double
  }

  private let start = ContinuousClock.now
  private let written = Mutex<[Entry]>([])

  var entries: [Entry] { written.withLock { $0 } }
  private var now: Double { (ContinuousClock.now - start) / .milliseconds(1) }

  /// Waits, as for a disk or a network: a thread that waits leaves its core to others, so that the
  /// picture is the same on any number of cores.
  func wait(_ milliseconds: Double, _ work: String, _ element: Tensor) {
    let start = now
    Thread.sleep(forTimeInterval: milliseconds / 1000)
    let entry = Entry(element: Int(element.number), work: work, start: start, end: now)
    written.withLock { $0.append(entry) }
  }
}

func overlap(_ page: Page) throws {
  let (loading, training) = (12.0, 8.0)
  var figure = Figure(
    width: 12, height: 8, title: "What overlaps with what", xLabel: "", rows: 3, columns: 1)
  let pipelines: [(String, @Sendable (Diary) -> Dataset<Tensor, Never>)] = [
    ("one after the other", { diary in loaded(diary, loading) }),
    ("prefetch(2)", { diary in loaded(diary, loading).prefetch(2) }),
    (
      "map(parallelCalls: 3), prefetch(2)",
      { diary in loaded(diary, loading, parallelCalls: 3).prefetch(2) }
    ),
  ]
  for (row, (name, pipeline)) in pipelines.enumerated() {
    let diary = Diary()
    var order: [Int] = []
    for element in pipeline(diary) {
      diary.wait(training, "train", element)
      order.append(Int(element.number))
    }
    print("\(name): \(order)")
    page.note(
      String(format: "%@: %.0f ms", name, diary.entries.map(\.end).max() ?? 0))
    draw(diary, in: &figure[row, 0])
    figure[row, 0].title = name
  }
  figure[2, 0].xLabel = "milliseconds"
  try page.measuredFigure("ch6_overlap", figure)
}

/// Ten elements that take their time.
private func loaded(
  _ diary: Diary, _ milliseconds: Double, parallelCalls: Int = 1
) -> Dataset<Tensor, Never> {
  Dataset.range(10).map(parallelCalls: parallelCalls) { x in
    diary.wait(milliseconds, "load", x)
    return x
  }
}

private func draw(_ diary: Diary, in axes: inout Axes) {
  for (work, color) in [("load", Color.blue), ("train", Color.orange)] {
    for (index, entry) in diary.entries.filter({ $0.work == work }).enumerated() {
      axes.line(
        [entry.start, entry.end], [entry.element, entry.element],
        label: index == 0 ? work : "", color: color, width: 7)
    }
  }
  axes.yLabel = "element"
  axes.legend = .lowerRight
  axes.xLimits = .from(0, to: 230)
  axes.yLimits = .from(-1, to: 10)
}
