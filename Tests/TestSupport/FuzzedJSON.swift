/// A JSON text as a tree, for changes after which it is still JSON: if its bytes were changed at
/// random, a reader would mostly see only the first error.
public indirect enum FuzzedJSON: Sendable {
  /// A string with its quotes, a number, or a word.
  case scalar([UInt8])
  /// The elements of a list.
  case list([FuzzedJSON])
  /// The keys of an object, with their quotes, and its values.
  case object([Member])

  /// A key and its value.
  public struct Member: Sendable {
    var key: [UInt8]
    var value: FuzzedJSON
  }

  /// The tree of a text.
  ///
  /// - Precondition: the text is JSON.
  public init(_ text: String) {
    var parser = Parser(text: Array(text.utf8))
    self = parser.value()
  }

  private struct Parser {
    let text: [UInt8]
    var position = 0

    mutating func value() -> FuzzedJSON {
      skipSpace()
      switch text[position] {
      case UInt8(ascii: "{"):
        var members: [Member] = []
        while startsPart(before: "}") {
          let key = scalar()
          skipSpace()
          position += 1
          members.append(Member(key: key, value: value()))
        }
        return .object(members)
      case UInt8(ascii: "["):
        var elements: [FuzzedJSON] = []
        while startsPart(before: "]") { elements.append(value()) }
        return .list(elements)
      default: return .scalar(scalar())
      }
    }

    /// Skips the bracket or the comma before a part, or the bracket after the last.
    private mutating func startsPart(before end: Unicode.Scalar) -> Bool {
      skipSpace()
      if text[position] == UInt8(ascii: end) {
        position += 1
        return false
      }
      position += 1
      skipSpace()
      guard text[position] == UInt8(ascii: end) else { return true }
      position += 1
      return false
    }

    private mutating func scalar() -> [UInt8] {
      let start = position
      if text[position] == UInt8(ascii: "\"") {
        position += 1
        while text[position] != UInt8(ascii: "\"") {
          position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
      } else {
        while position < text.count, !",:]} \n\r\t".utf8.contains(text[position]) { position += 1 }
      }
      return Array(text[start..<position])
    }

    private mutating func skipSpace() {
      while position < text.count, " \n\r\t".utf8.contains(text[position]) { position += 1 }
    }
  }

  /// The text.
  public var text: [UInt8] {
    var text: [UInt8] = []
    write(to: &text)
    return text
  }

  private func write(to text: inout [UInt8]) {
    switch self {
    case .scalar(let bytes): text += bytes
    case .list(let elements):
      text.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        element.write(to: &text)
      }
      text.append(UInt8(ascii: "]"))
    case .object(let members):
      text.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        text += member.key
        text.append(UInt8(ascii: ":"))
        member.value.write(to: &text)
      }
      text.append(UInt8(ascii: "}"))
    }
  }

  /// The number of values in it, itself included.
  var count: Int {
    switch self {
    case .scalar: 1
    case .list(let elements): elements.reduce(1) { $0 + $1.count }
    case .object(let members): members.reduce(1) { $0 + $1.value.count }
    }
  }

  /// The value at an index, which counts in the order of the text.
  subscript(index: Int) -> FuzzedJSON {
    var found = self
    _ = replacing(index) {
      found = $0
      return $0
    }
    return found
  }

  /// The tree with one value replaced.
  func replacing(_ index: Int, _ change: (FuzzedJSON) -> FuzzedJSON) -> FuzzedJSON {
    if index == 0 { return change(self) }
    var rest = index - 1
    switch self {
    case .scalar: return self
    case .list(var elements):
      for index in elements.indices {
        let count = elements[index].count
        if rest < count {
          elements[index] = elements[index].replacing(rest, change)
          return .list(elements)
        }
        rest -= count
      }
      return self
    case .object(var members):
      for index in members.indices {
        let count = members[index].value.count
        if rest < count {
          members[index].value = members[index].value.replacing(rest, change)
          return .object(members)
        }
        rest -= count
      }
      return self
    }
  }
}

extension FuzzInput {
  /// Values on which readers fail.
  private static let values: [String] = [
    "null", "true", "false", "0", "-1", "1", "1.5", "1e308", "-1e-320", "2147483648",
    "9223372036854775807", "9223372036854775808", "1152921504606846976", #""""#, #""NaN""#,
    #""linear""#, "[]", "{}", "[[]]", "[null]",
  ]

  /// One of the corpus with a few values changed, and now and then a byte.
  public func changed(_ corpus: [FuzzedJSON]) -> [UInt8] {
    var random = self
    var tree = corpus.randomElement(using: &random)!
    for _ in 0...(random.next() % 3) { tree = random.changed(tree, corpus) }
    guard random.next() % 8 == 0 else { return tree.text }
    return random.changed([tree.text])
  }

  private mutating func changed(_ tree: FuzzedJSON, _ corpus: [FuzzedJSON]) -> FuzzedJSON {
    let other = corpus.randomElement(using: &self)!
    let taken = other[Int.random(in: 0..<other.count, using: &self)]
    let kind = next() % 8
    let (pick, second) = (Int(next() >> 1), Int(next() >> 1))
    return tree.replacing(Int.random(in: 0..<tree.count, using: &self)) { value in
      switch (kind, value) {
      case (0, .object(var members)) where !members.isEmpty:
        members.remove(at: pick % members.count)
        return .object(members)
      case (1, .object(var members)) where !members.isEmpty:
        members[pick % members.count].key = members[second % members.count].key
        return .object(members)
      case (2, .object(var members)) where !members.isEmpty:
        members[pick % members.count].value = taken
        return .object(members)
      case (0, .list(var elements)) where !elements.isEmpty:
        elements.remove(at: pick % elements.count)
        return .list(elements)
      case (1, .list(var elements)) where !elements.isEmpty:
        elements.append(elements[pick % elements.count])
        return .list(elements)
      case (3, _): return taken
      case (4, _): return .list([value])
      case (5, _) where pick % 256 == 0:
        return (0..<(second % 700)).reduce(value) { inner, _ in .list([inner]) }
      default: return .scalar(Array(Self.values[pick % Self.values.count].utf8))
      }
    }
  }
}
