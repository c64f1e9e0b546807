import Foundation
import Synchronization

/// The result of a finished program.
public struct ProgramResult: Sendable {
  /// The exit code; for a program that a signal ended, the signal's number and 128, as in a shell.
  public let status: Int32
  /// What it wrote to standard output.
  public let output: String
  /// What it wrote to standard error.
  public let log: String
}

/// A program that did not finish.
public struct ProgramTimeout: Error, CustomStringConvertible {
  /// Which program was stopped, when, and what it had written.
  public let description: String
}

/// Runs a program and collects what it writes.
///
/// Both pipes are read while the program runs: a pipe holds 64 KiB, and a program that writes more
/// into an unread pipe waits forever.
///
/// The limit is there for programs that hang. It is many times what any takes alone, since tests
/// start dozens of programs at once, and share the machine with builds.
public func run(
  _ executable: URL, _ arguments: [String], timeout seconds: Double = 600
) async throws -> ProgramResult {
  try await withCheckedThrowingContinuation { continuation in
    // The readers block, so they get their own threads and not those of Swift's tasks.
    DispatchQueue(label: "program").async {
      continuation.resume(with: Result { try runBlocking(executable, arguments, seconds) })
    }
  }
}

private func runBlocking(
  _ executable: URL, _ arguments: [String], _ seconds: Double
) throws -> ProgramResult {
  let process = Process()
  process.executableURL = executable
  process.arguments = arguments
  process.standardInput = FileHandle.nullDevice
  let output = PipeReader()
  let log = PipeReader()
  process.standardOutput = output.pipe
  process.standardError = log.pipe

  let finished = DispatchGroup()
  finished.enter()
  process.terminationHandler = { _ in finished.leave() }
  try process.run()
  output.start(in: finished)
  log.start(in: finished)
  guard finished.wait(timeout: .now() + seconds) == .success else {
    kill(process.processIdentifier, SIGKILL)
    _ = finished.wait(timeout: .now() + 5)
    let command = ([executable.lastPathComponent] + arguments).joined(separator: " ")
    throw ProgramTimeout(
      description: "\(command) was stopped after \(seconds) s; it had written:\n\(log.text)")
  }
  let wasSignalled = process.terminationReason == .uncaughtSignal
  return ProgramResult(
    status: process.terminationStatus + (wasSignalled ? 128 : 0), output: output.text,
    log: log.text)
}

/// Reads a pipe to its end on its own thread.
private final class PipeReader: Sendable {
  let pipe = Pipe()
  private let data = Mutex(Data())

  var text: String { String(decoding: data.withLock { $0 }, as: UTF8.self) }

  func start(in group: DispatchGroup) {
    DispatchQueue(label: "pipe").async(group: group) { [self] in
      let handle = pipe.fileHandleForReading
      while case let piece = handle.availableData, !piece.isEmpty {
        data.withLock { $0.append(piece) }
      }
    }
  }
}
