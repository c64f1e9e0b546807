/// What the end of a block returns, and what `return`, `break` and `continue` in it become.
///
/// A block that was inside a statement becomes a closure. A closure cannot leave its surroundings,
/// so an exit becomes a return of the values that the closure has to provide.
indirect enum Ending {
  /// The function's own end.
  case function
  /// The end of one branch of an `if` without exits: the values of these variables.
  case branch([String])
  /// The end of a loop's body: the values of the loop's variables, including the flags for whether
  /// the loop was left.
  case loop(state: [String], didBreak: String?, returned: String?, label: String?)
  /// The end of a block that stays a block of Swift's, and has no exits.
  case block
  /// The body of a loop that stays Swift's.
  case swiftLoop(outer: Ending)

  /// The statement at the end of the block.
  var lines: [String] {
    switch self {
    case .function, .block, .swiftLoop: []
    case .branch(let names), .loop(let names, _, _, _):
      names.isEmpty ? [] : ["return \(tuple(names))"]
    }
  }
}

/// One name, or several in parentheses.
func tuple(_ names: [String]) -> String {
  names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
}

/// Lines that are part of a block.
func indented(_ lines: [String]) -> [String] {
  lines.flatMap(rows).map { $0.isEmpty ? "" : "  " + $0 }
}

/// The lines of a text, such as a condition that its author broke into several.
func rows(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

/// What cannot be converted: where, why, and what to write instead.
struct ConversionError: Error {
  let offset: Int
  let problem: String
  let cure: String
}
