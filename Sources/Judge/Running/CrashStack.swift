import ExerciseKit
import Foundation

/// What a child wrote when it crashed, separated from the student's own output.
struct CrashReport {
  /// The output, without what the child's handler added.
  let prints: String
  /// Offsets of the calls in the student's library, the innermost first.
  let offsets: [String]
  /// The message of Swift's runtime, if there is one.
  let message: String?
  /// Why the child exited before it ran the solution, as it said itself: once the solution is
  /// loaded, the solution may have said so.
  let failure: String?

  init(_ output: String, library: String) {
    var kept: [Substring] = []
    var offsets: [String] = []
    var message: String?
    var failure: String?
    var isTrace = false
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("\u{1}frame ") {
        let parts = line.split(separator: " ", maxSplits: 2)
        if parts.count == 3, parts[2] == library { offsets.append("0x" + parts[1]) }
      } else if line.hasPrefix("\u{1}signal ") {
        if kept.last?.isEmpty == true { kept.removeLast() }
      } else if line == "Current stack trace:" {
        // Swift's runtime prints its own stack trace, without lines of the student's file.
        isTrace = true
      } else if isTrace, line.first?.isNumber == true {
        continue
      } else if line.hasPrefix(RunnerInterface.failure) {
        failure = String(line.dropFirst(RunnerInterface.failure.count))
      } else if let found = line.range(of: "Fatal error: ") {
        message = String(line[found.upperBound...])
      } else if line.hasPrefix("    ") || line.hasPrefix("  cure: "), message != nil {
        // The engine's messages have further lines: aligned values, and the cure.
        message! += "\n" + line
      } else {
        kept.append(line)
      }
    }
    while kept.last?.isEmpty == true { kept.removeLast() }
    prints = kept.joined(separator: "\n")
    self.offsets = offsets
    self.message = message
    self.failure = failure
  }
}

extension Workplace {
  /// The line of the innermost call that is in the student's file.
  func line(of offsets: [String], in library: String, file: String) -> Int? {
    let name = (file as NSString).lastPathComponent
    for line in locations(of: offsets, in: library, seconds: 3) {
      guard let found = line.range(of: "/\(name):") else { continue }
      let number = line[found.upperBound...].prefix { $0.isNumber }
      if let number = Int(number), number > 0 { return number }
    }
    return nil
  }

  /// The file and line of the package's sources at which one of its programs crashed.
  func location(of offsets: [String], in program: String) -> String? {
    // Its programs have a hundred times as many lines to search as a student's library.
    for line in locations(of: offsets, in: program, seconds: 30) {
      if let found = line.firstMatch(of: /\/Sources\/(\S+\.swift:[1-9]\d*)/) { return "\(found.1)" }
    }
    return nil
  }

  /// The symbolizer's lines about some calls, from the innermost to the outermost.
  private func locations(of offsets: [String], in program: String, seconds: Double) -> [Substring] {
    let symbolizer = "\(toolchain)/bin/llvm-symbolizer"
    guard !offsets.isEmpty, access(symbolizer, X_OK) == 0,
      let child = try? Child(
        program: symbolizer,
        arguments: ["--obj=\(program)", "--no-inlines", "--adjust-vma=0"]
          + offsets.prefix(24).flatMap(Self.addresses),
        environment: compilerEnvironment)
    else { return [] }
    return child.outputToEnd(seconds: seconds).split(separator: "\n")
  }

  /// Where to look for the line of a call: at the byte before, since a return address lies after
  /// its call, and a little further on, since some instructions belong to no line: in an empty loop
  /// nearly all of them.
  private static func addresses(_ offset: String) -> [String] {
    let address = Int(offset.dropFirst(2), radix: 16) ?? 1
    return [-1, 0, 4, 8].map { "0x" + String(address + $0, radix: 16) }
  }
}
