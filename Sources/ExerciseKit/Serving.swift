import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The solution's side of the channel.
package enum Serving {
  /// The descriptors for questions and answers, and the question that is being answered.
  private static let channel = Mutex((questions: Int32(-1), answers: Int32(-1), current: UInt64(0)))

  /// Sets the two descriptors, once, before the solution is loaded.
  package static func open(questions: Int32, answers: Int32) {
    channel.withLock { $0 = (questions, answers, 0) }
  }

  /// Reports, when the judge asks, that this process is ready to load the solution.
  ///
  /// - Returns: whether it asked.
  package static func confirmStart() -> Bool {
    let (questions, answers, _) = channel.withLock { $0 }
    guard let frame = Frame.read(from: questions), frame.kind == .ready else { return false }
    return frame.write(to: answers)
  }

  /// Answers all questions, each with the result of `answer` for its arguments.
  static func run(_ answer: ([Datum]) throws -> [Datum]) {
    let (questions, answers, _) = channel.withLock { $0 }
    while let frame = Frame.read(from: questions) {
      if frame.kind == .ready {
        guard frame.write(to: answers) else { return }
        continue
      }
      guard frame.kind == .question else { return }
      channel.withLock { $0.current = frame.id }
      let reply: Frame
      do {
        guard case .list(let arguments) = try Datum(bytes: frame.contents) else { return }
        let results = try answer(arguments)
        reply = Frame(id: frame.id, kind: .answer, contents: Datum.list(results).bytes)
      } catch is Unsolved {
        reply = Frame(id: frame.id, kind: .unsolved)
      } catch {
        let text = String("\(error)".prefix(2000))
        reply = Frame(id: frame.id, kind: .thrown, contents: Array(text.utf8))
      }
      fflush(nil)
      guard reply.write(to: answers) else { return }
    }
  }

  static func leaveUnsolved() -> Never {
    let (_, answers, current) = channel.withLock { $0 }
    fflush(nil)
    Frame(id: current, kind: .unsolved).write(to: answers)
    _exit(0)
  }
}

/// Answers the judge's questions with a function. Adapters call it.
///
/// ```swift
/// serve { (a: [Int], b: [Int]) in try broadcastShape(a, b) }
/// ```
///
/// The arguments arrive in order, each with the type that the closure declares; each element of a
/// returned tuple is a separate result.
public func serve<each Argument: Transferable, each Result: Transferable>(
  _ function: (repeat each Argument) throws -> (repeat each Result)
) {
  Serving.run { try transferring($0, through: function) }
}

/// Calls a function with arguments given as data; returns its results as data.
package func transferring<each Argument: Transferable, each Result: Transferable>(
  _ data: [Datum], through function: (repeat each Argument) throws -> (repeat each Result)
) throws -> [Datum] {
  var rest = data.makeIterator()
  func next<Value: Transferable>(_ type: Value.Type) throws -> Value {
    guard let datum = rest.next() else { throw DatumMismatch(type, .nothing) }
    return try Value(datum: datum)
  }
  let results = try function(repeat try next((each Argument).self))
  var answer: [Datum] = []
  for result in repeat each results { answer.append(result.datum) }
  return answer
}
