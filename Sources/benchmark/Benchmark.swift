import ArgumentParser
import Foundation

@main
struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Times the engine's workloads.",
    discussion: """
      Each figure is the minimum over several repeats of a warmed-up body, in float32. Compare \
      figures from one session only: machines differ, and so do times on the same machine.

      \(workloads.map { "  \($0.id): \($0.summary)" }.joined(separator: "\n"))
      """)

  @Option(help: "Run only this row, or all rows whose id begins with this; may be repeated.")
  var only: [String] = []

  @Flag(help: "Print one JSON object for each row.")
  var json = false

  @Option(
    help: """
      A file of other frameworks' times, one JSON object per line. Prints the shortest, its \
      ratio to ours and its framework; rows that are not in the file are left out.
      """)
  var compare: String?

  private static let workloads =
    eagerWorkloads + tracedWorkloads + modelWorkloads + layerWorkloads + operationWorkloads
    + dataWorkloads + imageWorkloads + [startupWorkload]

  /// The process that the startup row measures is the engine's alone: to read its argument with
  /// ArgumentParser would take longer than all the rest of it.
  static func main() {
    if CommandLine.arguments.dropFirst() == [startupArgument] { return addAndPrint() }
    main(nil)
  }

  func validate() throws {
    for id in only where !Self.workloads.contains(where: { $0.id.hasPrefix(id) }) {
      throw ValidationError(
        "There is no row '\(id)'; choose from \(Self.workloads.map(\.id).joined(separator: ", ")).")
    }
  }

  func run() throws {
    let peers = try compare.map(PeerTimes.init)
    for workload in Self.workloads {
      guard only.isEmpty || only.contains(where: workload.id.hasPrefix),
        peers?.hasRow(workload.id) != false
      else { continue }
      let seconds = try workload.measure()
      let row = Row(workload, seconds)
      print(json ? try row.json : row.text + (peers?.text(row.id, ours: seconds) ?? ""))
    }
  }
}

/// One result, in a form for scripts and in a form for people.
private struct Row: Encodable {
  let id: String
  let mode: String
  let seconds: Double
  let gflops: Double?

  init(_ workload: Workload, _ seconds: Double) {
    id = workload.id
    mode = workload.mode
    self.seconds = seconds
    gflops = workload.operations.map { $0 / seconds * 1e-9 }
  }

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  var text: String {
    let rate = gflops.map { String(format: "  %6.1f GFLOP/s", $0) } ?? ""
    return id.padding(toLength: 24, withPad: " ", startingAt: 0) + duration(seconds) + rate
  }
}
