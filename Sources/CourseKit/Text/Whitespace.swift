/// The text without trailing spaces and tabs.
func trimmingTrailingSpace(_ text: some StringProtocol) -> String {
  guard let end = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(text[...end])
}

/// The text without leading and trailing spaces and tabs.
func trimmingSpace(_ text: some StringProtocol) -> String {
  trimmingTrailingSpace(text.drop(while: \.isWhitespace))
}

/// The lines of a text. A line break at the end closes the last line; it does not open another.
func lines(of text: String) -> [String] {
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    line.hasSuffix("\r") ? String(line.dropLast()) : String(line)
  }
  if lines.last == "" { lines.removeLast() }
  return lines
}
