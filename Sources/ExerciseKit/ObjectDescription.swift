/// A textual description of an object that contains variables.
///
/// ```swift
/// let description = ObjectDescription("[a, (b, nil), [\"k\": c], Box(d, a)]")
/// description.object  // a list of a variable, a tuple, a dictionary and an instance of a class
/// ```
///
/// Lowercase names are variables; equal names mean the same variable. `Box` is a class with two
/// properties, and `Chest` a subclass with a third one. A question about an object cannot contain
/// the object itself: it contains such a text, which is also readable.
public indirect enum ObjectDescription: Sendable, Transferable {
  /// A variable, by its name.
  case variable(String)
  /// A value that is not a variable.
  case number(Int)
  /// An optional value.
  case optional(ObjectDescription?)
  /// Elements in order.
  case list([ObjectDescription]), tuple([ObjectDescription])
  /// Elements by key.
  case dictionary([String: ObjectDescription])
  /// The properties of an instance: two for `Box`, three for `Chest`.
  case properties([ObjectDescription])

  /// Parses a description.
  ///
  /// - Precondition: the text is a valid description.
  public init(_ text: String) {
    var rest = text[...]
    self = Self.read(&rest)
  }

  /// The value as a datum.
  public var datum: Datum { text.datum }
  /// The value of a datum.
  public init(datum: Datum) throws { self.init(try String(datum: datum)) }

  /// The description.
  public var text: String {
    switch self {
    case .variable(let name): name
    case .number(let number): "\(number)"
    case .optional(let content): content.map { "Optional(\($0.text))" } ?? "nil"
    case .list(let elements): "[\(Self.joined(elements))]"
    case .tuple(let elements): "(\(Self.joined(elements)))"
    case .dictionary(let elements):
      "["
        + elements.sorted { $0.key > $1.key }.map { "\"\($0)\": \($1.text)" }
        .joined(separator: ", ") + "]"
    case .properties(let contents):
      "\(contents.count == 2 ? "Box" : "Chest")(\(Self.joined(contents)))"
    }
  }

  private static func joined(_ elements: [ObjectDescription]) -> String {
    elements.map(\.text).joined(separator: ", ")
  }

  private static func read(_ text: inout Substring) -> ObjectDescription {
    if text.first == "[" {
      if text.hasPrefix("[\"") { return .dictionary(readPairs(&text)) }
      return .list(readElements(&text))
    }
    if text.first == "(" { return .tuple(readElements(&text)) }
    let word = text.prefix { $0.isLetter || $0.isNumber }
    text.removeFirst(word.count)
    switch word {
    case "nil": return .optional(nil)
    case "Optional": return .optional(readElements(&text)[0])
    case "Box", "Chest": return .properties(readElements(&text))
    default: return Int(word).map { .number($0) } ?? .variable(String(word))
    }
  }

  /// The items between brackets, separated by commas.
  private static func readElements(_ text: inout Substring) -> [ObjectDescription] {
    var elements: [ObjectDescription] = []
    text.removeFirst()
    while let next = text.first, next != "]", next != ")" {
      if next == "," || next == " " { text.removeFirst() } else { elements.append(read(&text)) }
    }
    text = text.dropFirst()
    return elements
  }

  private static func readPairs(_ text: inout Substring) -> [String: ObjectDescription] {
    var pairs: [String: ObjectDescription] = [:]
    text.removeFirst()
    while text.hasPrefix("\"") {
      let key = String(text.dropFirst().prefix { $0 != "\"" })
      text.removeFirst(key.count + 4)
      pairs[key] = read(&text)
      text = text.drop { $0 == "," || $0 == " " }
    }
    text = text.dropFirst()
    return pairs
  }
}
