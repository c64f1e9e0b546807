import CSandbox
import ExerciseKit
import Foundation
import Synchronization

/// Tells a run in another thread to stop.
public final class Cancellation: Sendable {
  private let flag = Mutex(false)

  /// A run that has not been stopped.
  public init() {}

  /// Requests the stop.
  public func cancel() { flag.withLock { $0 = true } }
  /// Whether the stop was requested.
  public var isCancelled: Bool { flag.withLock { $0 } }
}

/// A program's output, without the middle if it is long.
struct KeptOutput {
  private var first: [UInt8] = []
  private var last: [UInt8] = []
  private(set) var count = 0
  static let part = 4096

  mutating func append(_ bytes: some Collection<UInt8>) {
    count += bytes.count
    let room = Self.part - first.count
    first += bytes.prefix(max(0, room))
    last += bytes.dropFirst(max(0, room))
    // Cut rarely, because each cut moves what is kept.
    if last.count > 16 * Self.part { last = last.suffix(Self.part) }
  }

  var text: String {
    let end = last.suffix(Self.part)
    let missing = count - first.count - end.count
    let middle = missing > 0 ? "\n… \(missing) bytes …\n" : ""
    return String(decoding: first, as: UTF8.self) + middle + String(decoding: end, as: UTF8.self)
  }
}

/// A program in its own session, with limits, whose output is read through pipes.
///
/// One thread waits for all of its descriptors at once and for the clock, so that nothing that the
/// program does or fails to do can block it. Its end is what `waitpid` reports; its exit code is
/// evidence of nothing else.
final class Child {
  private(set) var output = KeptOutput()
  private var process: pid_t = 0
  private var toChild: Int32 = -1
  private var fromChild: Int32 = -1
  private var prints: Int32 = -1
  private var received: [UInt8] = []
  private let cancellation: Cancellation?
  /// The number of output bytes after which reading stops.
  private let mostOutput: Int
  /// Bytes of an answer that are waited for.
  private let longestAnswer: Int
  private(set) var status: Int32?
  /// The processor time that it used, with all processes that it started and waited for; known at
  /// its end.
  private(set) var processorSeconds = 0.0
  /// Whether it was given more time once, because it waited for a processor.
  private(set) var isOverdue = false

  enum Event {
    case frame(Frame)
    case ended, timedOut, tooMuchOutput, violation, cancelled
  }

  /// Why a program did not start.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  init(
    program: String, arguments: [String], environment: [String], folder: String? = nil,
    limits: sandbox_limits = sandbox_limits(), mostOutput: Int = 16 << 20,
    longestAnswer: Int = Frame.longest, cancellation: Cancellation? = nil
  ) throws(Failure) {
    self.cancellation = cancellation
    self.mostOutput = mostOutput
    self.longestAnswer = longestAnswer
    var pipes: [[Int32]] = []
    for _ in 0..<3 {
      var pair: [Int32] = [-1, -1]
      guard sandbox_pipe(&pair) == 0 else {
        pipes.joined().forEach { close($0) }
        throw Failure(description: "no pipe: \(String(cString: strerror(errno)))")
      }
      pipes.append(pair)
    }
    var limits = limits
    let error = withPointers([program] + arguments) { arguments in
      withPointers(environment) { environment in
        sandbox_spawn(
          program, arguments, environment, folder, pipes[0][0], pipes[1][1], pipes[2][1], &limits,
          &process)
      }
    }
    close(pipes[0][0])
    close(pipes[1][1])
    close(pipes[2][1])
    toChild = pipes[0][1]
    fromChild = pipes[1][0]
    prints = pipes[2][0]
    guard error == 0 else {
      end()
      throw Failure(description: "\(program): \(String(cString: strerror(error)))")
    }
    for file in [toChild, fromChild, prints] {
      _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK)
    }
  }

  deinit { end() }

  /// Sends a question and waits for its answer.
  func ask(_ question: Frame, until deadline: ContinuousClock.Instant) -> Event {
    var limit = TimeLimit(until: deadline)
    return ask(question, within: &limit)
  }

  /// Sends a question and waits for its answer, longer if the program waits for a processor.
  func ask(_ question: Frame, within limit: inout TimeLimit) -> Event {
    guard received.isEmpty else { return .violation }
    return listen(sending: question.bytes, for: question.id, within: &limit)
  }

  /// Collects everything that a program writes until it ends, for programs that are asked no
  /// questions.
  func outputToEnd(seconds: Double) -> String {
    close(toChild)
    toChild = -1
    listen(seconds: seconds)
    end()
    return output.text + String(decoding: received, as: UTF8.self)
  }

  /// Asks the program to print where it is running, and waits a moment for the output.
  func reportCalls() {
    guard process > 0 else { return }
    kill(process, SIGUSR1)
    listen(seconds: 0.5)
  }

  /// Reads the remaining output of a program that is about to end.
  func drainToEnd(seconds: Double) {
    listen(seconds: seconds)
  }

  /// Reads the remaining output, kills whatever is left and finds out how the program ended.
  func end() {
    if process > 0 {
      // A program that has ended is read to the end of its output; one that has not is not waited
      // for.
      var ended: Int32 = 0
      var usage = rusage()
      if wait4(process, &ended, WNOHANG, &usage) == 0 {
        sandbox_kill(process)
        while wait4(process, &ended, 0, &usage) < 0, errno == EINTR {}
      } else {
        sandbox_kill(process)
      }
      status = ended
      processorSeconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
      process = 0
      drain(prints)
    }
    for file in [toChild, fromChild, prints] where file >= 0 { close(file) }
    (toChild, fromChild, prints) = (-1, -1, -1)
  }

  /// The signal that ended the program, if one did.
  var signal: Int32? {
    guard let status, status & 0x7f != 0 else { return nil }
    return status & 0x7f
  }

  /// The signal that ended the program in a box, which itself ends as a shell does: with 128 plus
  /// the number of the signal that ended the program in it.
  var signalInBox: Int32? { signal ?? (code > 128 ? code - 128 : nil) }

  private var code: Int32 { (status ?? 0) >> 8 & 255 }

  /// How the program ended, for a reader, if nothing else is known.
  func endInWords(signal: Int32?) -> String {
    switch signal {
    case SIGSEGV?, SIGBUS?: "it used memory that is not its own, or called itself without end"
    case SIGILL?, SIGTRAP?: "Swift stopped it: an index out of range, a nil forced, an overflow …"
    case SIGXCPU?, SIGKILL?: "the system stopped it: too much processor time or memory"
    case let signal?: "signal \(signal)"
    case nil: "it ended the process by itself (exit code \(code))"
    }
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }

  private func drain(_ file: Int32) {
    guard file >= 0 else { return }
    while output.count < mostOutput, let bytes = readSome(file), !bytes.isEmpty {
      output.append(bytes)
    }
  }

  /// Some bytes; empty at the end, nil if there are none yet.
  private func readSome(_ file: Int32) -> [UInt8]? {
    var result: Int = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
      repeat { result = read(file, buffer.baseAddress!, 65536) } while result < 0 && errno == EINTR
      count = max(0, result)
    }
    return result < 0 ? nil : bytes
  }

  /// Reads the output of a program that is asked no questions.
  private func listen(seconds: Double) {
    var limit = TimeLimit(until: .now + .seconds(seconds))
    _ = listen(sending: [], for: nil, within: &limit)
  }

  private func listen(
    sending bytes: [UInt8], for id: UInt64?, within limit: inout TimeLimit
  ) -> Event {
    var sent = 0
    var isOpen = (answers: fromChild >= 0, prints: prints >= 0)
    while true {
      if let cancellation, cancellation.isCancelled { return .cancelled }
      // Also when the time is over: an answer that is there already came in time.
      let left = max(.zero, ContinuousClock.now.duration(to: limit.end))
      guard isOpen.answers || isOpen.prints else { return .ended }
      let seconds = Double(left.components.seconds) + Double(left.components.attoseconds) * 1e-18
      let wait = left > .zero ? Int32(min(seconds * 1000 + 1, cancellation == nil ? 1000 : 20)) : 0
      var files = [
        pollfd(fd: isOpen.answers ? fromChild : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOpen.prints ? prints : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: sent < bytes.count ? toChild : -1, events: Int16(POLLOUT), revents: 0),
      ]
      guard poll(&files, 3, wait) >= 0 || errno == EINTR else { return .ended }
      if files[1].revents != 0, let some = readSome(prints) {
        output.append(some)
        if some.isEmpty { isOpen.prints = false }
        if output.count >= mostOutput { return .tooMuchOutput }
      }
      if files[2].revents != 0 {
        let count = bytes.withUnsafeBytes {
          write(toChild, $0.baseAddress! + sent, bytes.count - sent)
        }
        if count > 0 { sent += count } else if errno != EAGAIN { sent = bytes.count }
      }
      if files[0].revents != 0, let some = readSome(fromChild) {
        received += some
        if some.isEmpty { isOpen.answers = false }
        if let id {
          if let event = answer(to: id, isAsked: sent == bytes.count) { return event }
          // No more answers can follow; the remaining output is drained at the end.
          if some.isEmpty { return .ended }
        } else if received.count > mostOutput {
          return .tooMuchOutput
        }
      }
      if left == .zero {
        isOverdue = true
        if !limit.extend(for: process) { return .timedOut }
      }
    }
  }

  /// The event that the bytes received so far make, if any.
  private func answer(to id: UInt64, isAsked: Bool) -> Event? {
    guard received.count >= Frame.headerCount else { return nil }
    guard isAsked, let header = Frame.header(received), header.id == id,
      header.kind != .question, header.kind != .end, header.count <= longestAnswer
    else { return .violation }
    let length = Frame.headerCount + header.count
    guard received.count >= length else { return nil }
    let contents = Array(received[Frame.headerCount..<length])
    // A second answer to one question would be an answer to the next before it is asked.
    guard received.count == length else { return .violation }
    received = []
    return .frame(Frame(id: id, kind: header.kind, contents: contents))
  }
}

/// Calls a function with strings in C form, terminated by a null pointer.
private func withPointers<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = strings.map { strdup($0) }
  defer { copies.forEach { free($0) } }
  return body(copies + [nil])
}
