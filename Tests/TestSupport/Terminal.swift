import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a program did to a terminal.
public struct TerminalResult: Sendable {
  /// The exit code.
  public let status: Int32
  /// Everything that was written, with the characters that move and clear.
  public let written: String

  /// What was written by a program that ended with this code.
  public init(status: Int32, written: String) {
    self.status = status
    self.written = written
  }

  /// What a person sees in the end: each carriage return goes back to the start of its line, where
  /// the following text overwrites the existing one, and `ESC [ K` clears the rest of the line.
  public var lines: [String] {
    var lines: [[Character]] = [[]]
    var column = 0
    var rest = Substring(written.replacing("\r\n", with: "\n"))
    while let character = rest.first {
      if rest.hasPrefix("\u{1B}[K") {
        lines[lines.count - 1].removeSubrange(min(column, lines[lines.count - 1].count)...)
        rest = rest.dropFirst(3)
        continue
      }
      rest = rest.dropFirst()
      switch character {
      case "\n":
        lines.append([])
        column = 0
      case "\r": column = 0
      default:
        if column < lines[lines.count - 1].count {
          lines[lines.count - 1][column] = character
        } else {
          lines[lines.count - 1].append(character)
        }
        column += 1
      }
    }
    return lines.map { String($0) }
  }
}

/// Runs a program with standard output and standard error on one terminal, as a person does.
///
/// ```swift
/// let result = try await runInTerminal(chapter2, ["--section", "training"])
/// ```
public func runInTerminal(
  _ executable: URL, _ arguments: [String], environment: [String: String] = [:]
) async throws -> TerminalResult {
  try await withCheckedThrowingContinuation { continuation in
    // The reader blocks, so it gets its own thread.
    DispatchQueue(label: "terminal").async {
      continuation.resume(
        with: Result { try runBlocking(executable, arguments, environment) })
    }
  }
}

private func runBlocking(
  _ executable: URL, _ arguments: [String], _ environment: [String: String]
) throws -> TerminalResult {
  var (keyboard, screen): (Int32, Int32) = (-1, -1)
  guard openpty(&keyboard, &screen, nil, nil, nil) == 0 else {
    throw POSIXError(.init(rawValue: errno) ?? .ENXIO)
  }
  defer { close(keyboard) }
  // A program that another test starts meanwhile must not keep this screen open.
  for end in [keyboard, screen] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

  let process = Process()
  process.executableURL = executable
  process.arguments = arguments
  var inherited = ProcessInfo.processInfo.environment
  for name in ["NO_COLOR", "TERM", "COLUMNS"] { inherited[name] = nil }
  process.environment = inherited.merging(["TERM": "xterm"]) { $1 }.merging(environment) { $1 }
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle(fileDescriptor: screen)
  process.standardError = FileHandle(fileDescriptor: screen)
  try process.run()
  close(screen)

  var written: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    // Linux reports an error, and macOS an end, when no process has the screen open any more.
    let count = read(keyboard, &buffer, buffer.count)
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { break }
    written += buffer[..<count]
  }
  process.waitUntilExit()
  return TerminalResult(
    status: process.terminationStatus, written: String(decoding: written, as: UTF8.self))
}
