extension Exercise {
  /// The file that a student starts from: the statement, the signature, and `unsolved`.
  public var stub: String {
    let words = statement.split(whereSeparator: \.isWhitespace).map(String.init)
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.count + 1 + word.count <= 96 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append("/// " + word)
      }
    }
    return """
      // Exercise \(id): \(title.prefix(1).lowercased() + title.dropFirst())

      import ExerciseKit
      import Tapestry

      \(lines.joined(separator: "\n"))
      \(body ?? "\(signature) {\n  // TODO: replace this line by your solution.\n  throw Unsolved()\n}")

      """
  }
}
