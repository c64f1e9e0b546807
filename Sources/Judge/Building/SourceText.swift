import Foundation

/// A student's file, read and checked before it is compiled.
package struct SourceText {
  let text: String

  /// Why a file is rejected, written for its author.
  struct Refusal: Error {
    let reason: String
  }

  /// More than any exercise needs; a compiler takes minutes for a few megabytes.
  package static let mostBytes = 64 * 1024

  /// Reads a regular file of UTF-8.
  init(path: String) throws(Refusal) {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else {
      throw Refusal(
        reason: errno == ELOOP
          ? "it is a link, and has to be a file"
          : "it cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Refusal(reason: "it is not a regular file")
    }
    guard status.st_size <= Self.mostBytes else {
      throw Refusal(
        reason: "it has \(status.st_size) bytes, and an exercise takes at most \(Self.mostBytes)")
    }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
    let bytes = (try? handle.read(upToCount: Self.mostBytes + 1)) ?? Data()
    try self.init(bytes: bytes)
  }

  init(bytes: Data) throws(Refusal) {
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      throw Refusal(reason: "it is encoded as UTF-16: save it as UTF-8")
    }
    guard let text = String(data: bytes, encoding: .utf8) else {
      throw Refusal(reason: "it is not UTF-8 (Latin-1, perhaps): save it as UTF-8")
    }
    guard !bytes.contains(0) else { throw Refusal(reason: "it contains NUL bytes") }
    self.text = text
  }

  /// The first line that uses one of several names, outside comments and strings.
  func line(using names: [String]) -> (line: Int, name: String)? {
    guard !names.isEmpty else { return nil }
    let code = codeOnly.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in code.enumerated() {
      let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      if let word = words.first(where: { names.contains(String($0)) }) {
        return (index + 1, String(word))
      }
    }
    return nil
  }

  /// The text with comments and strings blanked out, line by line as it was.
  private var codeOnly: String {
    var result = ""
    var rest = text.replacing("\r\n", with: "\n")[...]
    while let character = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { $0 != "\n" }
      } else if rest.hasPrefix("/*") {
        skip(to: "*/", after: "/*", in: &rest, keepingLinesIn: &result)
      } else if rest.hasPrefix("\"\"\"") {
        skip(to: "\"\"\"", after: "\"\"\"", in: &rest, keepingLinesIn: &result)
      } else if character == "\"" {
        rest = rest.dropFirst()
        while let next = rest.first, next != "\"", next != "\n" {
          rest = rest.dropFirst(next == "\\" ? 2 : 1)
        }
        rest = rest.dropFirst(rest.first == "\"" ? 1 : 0)
        result.append(" ")
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private func skip(
    to end: String, after start: String, in rest: inout Substring,
    keepingLinesIn result: inout String
  ) {
    rest = rest.dropFirst(start.count)
    while !rest.isEmpty, !rest.hasPrefix(end) {
      if rest.first == "\n" { result.append("\n") }
      rest = rest.dropFirst()
    }
    rest = rest.dropFirst(end.count)
  }
}
