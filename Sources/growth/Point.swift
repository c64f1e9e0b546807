import Foundation
import Plots

/// One line of the result: what a process needed to do the work once.
struct Point: Codable {
  let id: String
  let size: Int
  let seconds: Double
  /// The peak memory of the process during the work, less what it held before.
  let bytes: Int

  /// Does the work in this process.
  init(_ kind: Work, size: Int) throws {
    let work = try kind.prepare(size)
    let before = peakMemory
    let start = DispatchTime.now().uptimeNanoseconds
    try work()
    seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    bytes = peakMemory - before
    (id, self.size) = (kind.id, size)
  }

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// Each point in its own process: memory that one of them held would be available to the next.
  static func measureAll(_ report: (Point) throws -> Void) throws -> [Point] {
    var points: [Point] = []
    for work in Work.all {
      for size in work.sizes {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--of", work.id, "--size", "\(size)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let point = try JSONDecoder().decode(Point.self, from: bytes)
        try report(point)
        points.append(point)
      }
    }
    return points
  }

  /// Time over size, with a line for each kind of work. A line parallel to the dotted one means
  /// that the time per element does not depend on the number of elements.
  static func figure(_ points: [Point]) -> Figure {
    var figure = Figure(
      title: "Time over size", xLabel: "links, rows, elements or points", yLabel: "seconds")
    figure.axes.xScale = .log
    figure.axes.yScale = .log
    for work in Work.all {
      let own = points.filter { $0.id == work.id }
      figure.line(
        own.map { Double($0.size) }, own.map(\.seconds), label: work.id, marker: .circle)
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
