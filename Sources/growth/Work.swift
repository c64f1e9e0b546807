import CourseData
import Foundation
import Plots
import Tapestry

/// Work of variable size, to show how time and memory grow with it.
struct Work: Sendable {
  let id: String
  let summary: String
  let sizes: [Int]
  /// Makes the inputs, which are not timed, and returns the work.
  let prepare: @Sendable (_ size: Int) throws -> () throws -> Void

  static let all: [Work] = [
    Work(
      id: "tape", summary: "links x * 1.0001 + 0.001 and their gradient",
      sizes: [10_000, 100_000, 1_000_000]
    ) { size in
      let x = Tensor(1.0)
      return {
        let tape = GradientTape()
        tape.watch(x)
        _ = try tape.gradient(tape.record { links(x, size) }, x)
      }
    },
    Work(
      id: "trace", summary: "the first call of a function of such links and their gradient",
      sizes: [1000, 4000, 10_000, 40_000]
    ) { size in
      let x = Tensor(1.0)
      return {
        let deep = Function("deep") { (x: Tensor) in
          let tape = GradientTape()
          tape.watch(x)
          return try tape.gradient(tape.record { links(x, size) }, x)
        }
        _ = try deep(x)
      }
    },
    Work(
      id: "csv", summary: "rows of two numbers and a word, read as a table",
      sizes: [10_000, 100_000, 1_000_000]
    ) { size in
      let rows = (0..<size).map { "\($0),\(Double($0 * 7919 % 10_007) / 64),word\($0 % 7)" }
      let text = "number,value,word\n" + rows.joined(separator: "\n")
      return { _ = try Table(csv: text) }
    },
    Work(
      id: "map", summary: "elements of Dataset.range, doubled one by one",
      sizes: [10_000, 100_000, 1_000_000]
    ) { size in
      { for element in Dataset.range(size).map({ 2 * $0 }) { withExtendedLifetime(element) {} } }
    },
    Work(
      id: "line", summary: "points of a noisy line, drawn", sizes: [10_000, 100_000, 1_000_000]
    ) { size in
      let y = noise(size)
      return { try write(Figure.line(y)) }
    },
    Work(
      id: "scatter", summary: "points of a cloud, drawn", sizes: [10_000, 100_000, 1_000_000]
    ) { size in
      let (x, y) = (noise(size), noise(size + 1).dropFirst().map { -$0 })
      return { try write(Figure.scatter(x, y)) }
    },
  ]

  private static func links(_ x: Tensor, _ count: Int) -> Tensor {
    var y = x
    for _ in 0..<count { y = y * 1.0001 + 0.001 }
    return y
  }

  private static func noise(_ count: Int) -> [Float] {
    Tensor.normal([count], seed: 1).scalars(as: Float.self)
  }

  private static func write(_ figure: Figure) throws {
    let path = NSTemporaryDirectory() + "growth-\(ProcessInfo.processInfo.processIdentifier).png"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try figure.write(to: path)
  }
}
