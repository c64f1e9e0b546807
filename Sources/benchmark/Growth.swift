import CourseData
import Foundation
import Plots
import Tapestry

/// Work of variable size, to show how time and memory grow with it.
struct Growth: Sendable {
  let id: String
  let summary: String
  let sizes: [Int]
  /// Makes the inputs, which are not timed, and returns the work.
  let prepare: @Sendable (_ size: Int) throws -> () throws -> Void

  static let all: [Growth] = [
    Growth(
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
    Growth(
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
    Growth(
      id: "csv", summary: "rows of two numbers and a word, read as a table",
      sizes: [10_000, 100_000, 1_000_000]
    ) { size in
      let rows = (0..<size).map { "\($0),\(Double($0 * 7919 % 10_007) / 64),word\($0 % 7)" }
      let text = "number,value,word\n" + rows.joined(separator: "\n")
      return { _ = try Table(csv: text) }
    },
    Growth(
      id: "map", summary: "elements of Dataset.range, doubled one by one",
      sizes: [10_000, 100_000, 1_000_000]
    ) { size in
      { for element in Dataset.range(size).map({ 2 * $0 }) { withExtendedLifetime(element) {} } }
    },
    Growth(
      id: "line", summary: "points of a noisy line, drawn", sizes: [10_000, 100_000, 1_000_000]
    ) { size in
      let y = noise(size)
      return { try write(Figure.line(y)) }
    },
    Growth(
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

/// One line of the result: what a process needed to do the work once.
struct GrowthPoint: Codable {
  let id: String
  let size: Int
  let seconds: Double
  /// The peak memory of the process during the work, less what it held before.
  let bytes: Int

  /// Does the work in this process.
  init(_ growth: Growth, size: Int) throws {
    let work = try growth.prepare(size)
    let before = peakMemory
    let start = DispatchTime.now().uptimeNanoseconds
    try work()
    seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    bytes = peakMemory - before
    (id, self.size) = (growth.id, size)
  }

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// Each point in its own process: memory that one of them held would be available to the next.
  static func measureAll(_ report: (GrowthPoint) throws -> Void) throws -> [GrowthPoint] {
    var points: [GrowthPoint] = []
    for growth in Growth.all {
      for size in growth.sizes {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--growth-of", growth.id, "--size", "\(size)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let point = try JSONDecoder().decode(GrowthPoint.self, from: bytes)
        try report(point)
        points.append(point)
      }
    }
    return points
  }

  /// Time over size, with a line for each kind of work. A line parallel to the dotted one means
  /// that the time per element does not depend on the number of elements.
  static func figure(_ points: [GrowthPoint]) -> Figure {
    var figure = Figure(
      title: "Time over size", xLabel: "links, rows, elements or points", yLabel: "seconds")
    figure.axes.xScale = .log
    figure.axes.yScale = .log
    for growth in Growth.all {
      let own = points.filter { $0.id == growth.id }
      figure.line(
        own.map { Double($0.size) }, own.map(\.seconds), label: growth.id, marker: .circle)
    }
    figure.line(
      [1000.0, 1_000_000], [0.001, 1], label: "1 µs each", style: .dotted)
    return figure
  }
}

/// The peak memory of the process so far, in bytes.
private var peakMemory: Int {
  var usage = rusage()
  // RUSAGE_SELF, whose type differs between systems.
  getrusage(0, &usage)
  #if os(Linux)
    return usage.ru_maxrss * 1024
  #else
    return usage.ru_maxrss
  #endif
}
