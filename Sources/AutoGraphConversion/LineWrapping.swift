/// Breaks lines that are too long to read, at calls that the conversion inserted.
///
/// Only there: other lines are the function's own, and a line inside a string must not be broken.
func wrapped(_ lines: [String], columns: Int) -> [String] {
  lines.flatMap { wrapped($0, columns) }
}

private let calls = [
  "ifStatement(", "ifExpression(", "forStatement(", "leavableForStatement(", "whileStatement(",
  "repeatStatement(", "and(", "or(",
]

/// Whether a line cannot be parsed this simply: it has nested strings or comments.
private let hidesBrackets = ["\\(", "\"\"\"", "//"]

/// The line, or its call with the arguments on lines of their own.
private func wrapped(_ line: String, _ columns: Int) -> [String] {
  guard line.count > columns, !hidesBrackets.contains(where: line.contains),
    let arguments = firstCall(in: line)
  else { return [line] }
  let indentation = String(line.prefix { $0 == " " })
  let inner = indentation + "  "
  var rows: [String] = []
  var row = inner
  for (index, argument) in split(line[arguments]).enumerated() {
    if index > 0 {
      row += ","
      // A comma follows each argument but the last.
      if row.count + argument.count + 2 > columns {
        rows.append(row)
        row = inner
      } else {
        row += " "
      }
    }
    row += argument
  }
  rows.append(row)
  return [String(line[..<arguments.lowerBound])] + rows.flatMap { wrapped($0, columns) }
    + [indentation + line[arguments.upperBound...]]
}

/// The text between the parentheses of the first call that the conversion wrote.
private func firstCall(in line: String) -> Range<String.Index>? {
  var start: String.Index?
  var depth = 0
  for (index, depthHere) in codeDepths(of: line[...]) {
    if start == nil, line[index] == "(" {
      let head = line[...index]
      let name = head.dropLast().reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      guard calls.contains(String(name.reversed()) + "(") else { continue }
      start = line.index(after: index)
      depth = depthHere
    } else if let start, line[index] == ")", depthHere == depth {
      return start..<index
    }
  }
  return nil
}

/// The arguments in a list.
private func split(_ list: Substring) -> [String] {
  var arguments: [String] = []
  var start = list.startIndex
  for (index, depth) in codeDepths(of: list) where list[index] == "," && depth == 0 {
    arguments.append(trimmed(list[start..<index]))
    start = list.index(after: index)
  }
  return arguments + [trimmed(list[start...])]
}

private func trimmed(_ text: Substring) -> String {
  let text = text.drop { $0 == " " }
  return String(text.prefix(text.count - text.reversed().prefix { $0 == " " }.count))
}

/// The positions outside of strings, each with the number of brackets around it; a bracket counts
/// as outside itself.
private func codeDepths(of text: Substring) -> [(String.Index, Int)] {
  var depths: [(String.Index, Int)] = []
  var depth = 0
  var isInString = false
  var isEscaped = false
  for index in text.indices {
    let character = text[index]
    if isInString {
      if character == "\"" && !isEscaped { isInString = false }
      isEscaped = character == "\\" && !isEscaped
      continue
    }
    if character == "\"" { isInString = true }
    if ")]}".contains(character) { depth -= 1 }
    depths.append((index, depth))
    if "([{".contains(character) { depth += 1 }
  }
  return depths
}
