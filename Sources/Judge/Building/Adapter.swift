/// The parts of a function's declaration that an adapter needs.
struct FunctionSignature {
  struct Parameter {
    let label: String?
    let name: String
    let type: String
  }

  let name: String
  let parameters: [Parameter]
  /// The results: one, or the elements of a tuple.
  let results: [(label: String?, type: String)]

  /// Reads `func name(label name: Type, …) throws -> Result`; nil if it is something else.
  init?(_ text: String) {
    guard let start = text.range(of: "func ")?.upperBound,
      let open = text[start...].firstIndex(of: "("), let close = Self.partner(of: open, in: text)
    else { return nil }
    name = String(text[start..<open])
    guard !name.contains("<") else { return nil }
    parameters = Self.parts(text[text.index(after: open)..<close]).map { part in
      let (names, type) = Self.splitAtColon(part)
      let words = names.split(separator: " ").map(String.init)
      let attributes = ["@escaping ", "@Sendable "]
      return Parameter(
        label: words.first == "_" ? nil : words.first, name: words.last ?? "_",
        type: attributes.reduce(type) { $0.replacing($1, with: "") })
    }
    guard let arrow = text[close...].range(of: "->") else {
      results = []
      return
    }
    let result = Self.trimmed(text[arrow.upperBound...])
    if result.hasPrefix("("), result.hasSuffix(")") {
      results = Self.parts(result.dropFirst().dropLast()).map { part in
        guard part.contains(":"), !part.hasPrefix("[") else { return (nil, part) }
        let (label, type) = Self.splitAtColon(part)
        return (label, type)
      }
    } else {
      results = [(nil, result)]
    }
  }

  private static func partner(of open: String.Index, in text: String) -> String.Index? {
    var depth = 0
    for index in text[open...].indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// The parts between the commas that are not inside brackets.
  private static func parts(_ text: Substring) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if "([<".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      if character == ">", parts[parts.count - 1].last != "-" { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { trimmed($0[...]) }.filter { !$0.isEmpty }
  }

  private static func splitAtColon(_ text: String) -> (String, String) {
    let colon = text.firstIndex(of: ":") ?? text.endIndex
    return (trimmed(text[..<colon]), trimmed(text[colon...].dropFirst()))
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

extension Exercise {
  /// The names of the results, for messages.
  var resultLabels: [String] {
    guard adapter == nil, let results = FunctionSignature(signature)?.results else {
      return results
    }
    return results.count > 1 ? results.map { $0.label ?? "" } : []
  }

  /// The Swift file that is compiled with the student's: it answers questions with their function.
  ///
  /// Derived from the signature: the arguments in order, with functions of tensors by name.
  var adapterSource: String {
    """
    import ExerciseKit
    import Miniature
    import Tapestry

    @_cdecl("exercise_entry") public func exerciseEntry() {
      ExerciseKit.serve \(adapter ?? derivedAdapter)
    }
    """
  }

  private var derivedAdapter: String {
    guard let signature = FunctionSignature(signature) else {
      fatalError(
        "Exercise \(id): no adapter can be derived from '\(self.signature)'\n  "
          + "cure: give the exercise an `adapter:`")
    }
    let arguments = signature.parameters.map { parameter in
      let isFunction = parameter.type == "(Tensor) -> Tensor"
      let type =
        isFunction ? "NamedFunction" : parameter.type == "Variable" ? "Tensor" : parameter.type
      let value =
        isFunction
        ? "\(parameter.name).body"
        : parameter.type == "Variable" ? "Variable(\(parameter.name))" : parameter.name
      return (
        declared: "\(parameter.name): \(type)",
        passed: (parameter.label.map { "\($0): " } ?? "") + value
      )
    }
    let call =
      "try \(signature.name)(" + arguments.map(\.passed).joined(separator: ", ") + ")"
    let head = "{ (" + arguments.map(\.declared).joined(separator: ", ") + ") in"
    guard signature.results.count > 1 else { return "\(head) \(call) }" }
    let elements = signature.results.indices.map { "result.\($0)" }.joined(separator: ", ")
    return "\(head)\n    let result = \(call)\n    return (\(elements))\n  }"
  }
}
