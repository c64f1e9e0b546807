func fields(of line: String, separator: Character) throws -> [String] {
  let line = line.last == "\r" ? line.dropLast() : line[...]
  return line.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
}
