extension Exercise {
  /// The file that a student starts from: the statement, the signature, and `unsolved`.
  public var stub: String {
    let lines = Self.lines(of: statement, width: 92).map { "/// \($0)" }
    return """
      // Exercise \(id): \(title.prefix(1).lowercased() + title.dropFirst())

      \(imports.map { "import \($0)" }.joined(separator: "\n"))

      \(lines.joined(separator: "\n"))
      \(body ?? "\(signature) {\n  // TODO: replace this line by your solution.\n  throw Unsolved()\n}")

      """
  }

  /// The modules whose types the declaration names, or the statement as code.
  private var imports: [String] {
    let spans = statement.split(separator: "`", omittingEmptySubsequences: false).enumerated()
    let named = spans.filter { $0.offset % 2 == 1 }.map { String($0.element) }
    let code = "\(signature) \(body ?? "") \(named.joined(separator: " "))"
    let words = Set(code.split { !($0.isLetter || $0.isNumber) }.map(String.init))
    var imports = ["ExerciseKit"]
    if words.contains("AutoGraph") { imports.append("AutoGraph") }
    if words.contains(where: { $0 == "View" || $0 == "Value" || $0.hasPrefix("Mini") }) {
      imports.append("Miniature")
    }
    let engine = [
      "Tensor", "TensorSpec", "Variable", "Layer", "Model", "Optimizer", "LearningRateSchedule",
    ]
    if !words.isDisjoint(with: engine) { imports.append("Tapestry") }
    return imports.sorted()
  }
}
