/// The words and marks of a Swift file, without comments and without the contents of string
/// literals.
///
/// A scanner, not a parser: it knows that declarations at the margin are visible to other files,
/// and that a name which a file declares itself is the file's own. A parser would be a dependency
/// that takes two minutes to build, for what words can decide; regular expressions took minutes for
/// the engine.
struct SwiftWords {
  struct Token: Equatable {
    let text: String
    let isWord: Bool
    /// Whether it is the first of its line and at the margin.
    let isAtMargin: Bool
  }

  private(set) var tokens: [Token] = []

  init(_ text: String) {
    var scanner = Scanner(bytes: Array(text.utf8))
    scanner.scan()
    tokens = scanner.tokens
  }

  /// What the other files of the module can name: types, functions and values at the margin.
  var declarations: Set<String> {
    let kinds: Set = [
      "struct", "class", "enum", "protocol", "typealias", "func", "actor", "let", "var",
    ]
    var names: Set<String> = []
    for (index, token) in tokens.enumerated() where token.isAtMargin {
      var position = index
      while position + 1 < tokens.count {
        let word = tokens[position].text
        if ["private", "fileprivate", "extension", "import", "}"].contains(word) { break }
        if kinds.contains(word) {
          if tokens[position + 1].isWord { names.insert(tokens[position + 1].text) }
          break
        }
        position += 1
      }
    }
    return names
  }

  /// Functions that are members of types.
  var members: Set<String> {
    var names: Set<String> = []
    for (word, name) in zip(tokens, tokens.dropFirst())
    where word.text == "func" && !word.isAtMargin { names.insert(name.text) }
    return names
  }

  /// The names that the file uses from elsewhere: types by their capital, functions by being
  /// called, neither as members of something nor declared anywhere in the file itself.
  var uses: Set<String> {
    let kinds: Set = [
      "func", "let", "var", "case", "struct", "class", "enum", "typealias", "protocol", "for",
    ]
    var own: Set<String> = []
    for (token, next) in zip(tokens, tokens.dropFirst()) {
      // What a colon follows is a label, a parameter or a value of the file's own.
      if next.text == ":" { own.insert(token.text) }
      if kinds.contains(token.text), next.isWord { own.insert(next.text) }
    }
    var names: Set<String> = []
    for (index, token) in tokens.enumerated() where token.isWord && !own.contains(token.text) {
      let before = index > 0 ? tokens[index - 1].text : ""
      let after = index + 1 < tokens.count ? tokens[index + 1].text : ""
      guard ![".", "@", "#"].contains(before) else { continue }
      let isType = token.text.first!.isUppercase
      if isType || after == "(" { names.insert(token.text) }
    }
    return names
  }

  private struct Scanner {
    let bytes: [UInt8]
    var position = 0
    var tokens: [Token] = []
    var lineStart = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private func starts(with text: String) -> Bool {
      bytes[position...].starts(with: text.utf8)
    }

    private mutating func skip(after end: String) {
      while position < bytes.count, !starts(with: end) { position += 1 }
      position = min(bytes.count, position + end.utf8.count)
    }

    mutating func scan() {
      while position < bytes.count {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\n") {
          position += 1
          lineStart = position
        } else if byte == UInt8(ascii: " ") {
          position += 1
        } else if starts(with: "//") {
          while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        } else if starts(with: "/*") {
          skip(after: "*/")
        } else if starts(with: "#/") {
          skip(after: "/#")
        } else if starts(with: "#\"") {
          skip(after: "\"#")
        } else if starts(with: "\"\"\"") {
          position += 3
          skip(after: "\"\"\"")
        } else if byte == UInt8(ascii: "\"") {
          skipText()
        } else {
          add(Self.isWord(byte) ? word() : mark(), isWord: Self.isWord(byte))
        }
      }
    }

    /// A literal of one line, with all that it interpolates.
    private mutating func skipText() {
      position += 1
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "\n"):
          position += 1
          return
        case UInt8(ascii: "\\"):
          position += 2
          if bytes[position - 1] == UInt8(ascii: "(") { skipInterpolation() }
        default: position += 1
        }
      }
    }

    private mutating func skipInterpolation() {
      var depth = 1
      while position < bytes.count, depth > 0 {
        switch bytes[position] {
        case UInt8(ascii: "\""): skipText()
        case UInt8(ascii: "("):
          depth += 1
          position += 1
        case UInt8(ascii: ")"):
          depth -= 1
          position += 1
        default: position += 1
        }
      }
    }

    private mutating func word() -> String {
      let start = position
      while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func mark() -> String {
      position += 1
      return String(decoding: [bytes[position - 1]], as: UTF8.self)
    }

    private mutating func add(_ text: String, isWord: Bool) {
      let isAtMargin = position - text.utf8.count == lineStart
      tokens.append(Token(text: text, isWord: isWord, isAtMargin: isAtMargin))
    }

    private static func isWord(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || byte >= 128 || (UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte)
    }
  }
}
