import Testing

/// What a process wrote to standard error before it stopped.
public func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

/// Expects that a stopped program left a message with the problem and the cure.
public func expectMessage(
  _ exit: ExitTest.Result?, _ problem: String, _ cure: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let message = message(exit)
  for part in [problem, cure] where !message.contains(part) {
    Issue.record("no \"\(part)\" in \"\(message)\"", sourceLocation: sourceLocation)
  }
}
