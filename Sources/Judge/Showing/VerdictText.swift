import ExerciseKit
import Foundation

extension Verdict {
  /// What a student reads after a check: one line if it passed, otherwise the most helpful facts
  /// first.
  ///
  /// ```swift
  /// print(verdict.text(for: exercise, Console()))
  /// ```
  public func text(for exercise: Exercise, picture: String? = nil, _ console: Console) -> String {
    let name = "\(exercise.id) \(exercise.title)"
    var parts: [String] = []
    if category == .passed {
      parts.append(console.green("✓ \(console.bold(name)): passed, \(exercise.points) points"))
      parts.append(contentsOf: printsText(console))
      return parts.joined(separator: "\n")
    }
    let mark = category == .unsolved ? console.yellow("○") : console.red("✗")
    parts.append("\(mark) \(console.bold(name)): \(heading)")
    if let mistake { parts.append(console.wrapped(mistake.message, indentation: 2)) }
    parts += explanation(exercise, console)
    if let shown { parts += caseText(shown, exercise, console) }
    if let picture { parts.append("  picture: \(picture)") }
    parts += printsText(console)
    if category == .unsolved {
      parts.append("  open \(exercise.stubPath)")
      parts.append("  and replace the line with Unsolved by your solution")
    } else {
      parts.append(console.faint("  a hint: swift run course hint \(exercise.id)"))
    }
    return parts.joined(separator: "\n")
  }

  private var heading: String {
    guard category == .failed else { return category.rawValue }
    let right = checks.reduce(0) { $0 + $1.right }
    let count = checks.reduce(0) { $0 + $1.count }
    return "\(right) of \(count) cases are right"
  }

  private func explanation(_ exercise: Exercise, _ console: Console) -> [String] {
    let location = line.map { "\(exercise.stubPath):\($0)" }
    let detail = printable(detail)
    switch category {
    case .didNotCompile:
      return [shortDiagnostics(exercise)]
    case .crashed, .outOfMemory:
      return ["  \(detail.replacing("\n", with: "\n  "))"] + (location.map { ["  at \($0)"] } ?? [])
    case .timedOut:
      return [console.wrapped(detail, indentation: 2)]
        + (line.map { ["  line \($0) was running: \(exercise.stubPath):\($0)"] } ?? [])
    case .error: return ["  it threw \(detail.replacing("\n", with: "\n  "))"]
    case .missing:
      return [
        "  there is no file", "  \(exercise.stubPath)",
        "  to get the stub again: swift run course reset \(exercise.id)",
      ]
    case .refused: return ["  the file is rejected: \(detail)"]
    case .graderError:
      return [console.wrapped("this is the judge's fault and not yours: \(detail)", indentation: 2)]
    case .tooMuchOutput, .protocolViolation: return ["  \(detail)"]
    case .failed, .passed, .unsolved, .cancelled: return []
    }
  }

  /// The compiler's messages about the student's file, at most twenty lines.
  private func shortDiagnostics(_ exercise: Exercise) -> String {
    if let line, !detail.contains(":\(line):") {
      return "  \(exercise.stubPath):\(line): \(detail)"
    }
    var lines = printable(detail).split(separator: "\n", omittingEmptySubsequences: false).map {
      line in
      guard let found = line.range(of: exercise.stubPath) else { return String(line) }
      return String(line[found.lowerBound...])
    }
    // The compiler failed on the adapter, which calls what the student should have declared.
    if !detail.contains(exercise.stubPath), detail.contains("/Adapter.swift:") {
      let signature = exercise.signature.replacing("\n", with: "\n    ")
      return "  the file does not declare what is asked for:\n    \(signature)"
    }
    if lines.count > 20 { lines = Array(lines.prefix(20)) + ["…"] }
    while lines.last?.isEmpty == true { lines.removeLast() }
    // About modules and caches: the student cannot correct it in the file.
    if detail.contains("error: "), !detail.contains(".swift:") {
      lines.append("this is not about your file; what is missing: swift run course doctor")
    }
    return lines.map { "  \($0)" }.joined(separator: "\n")
  }

  private func caseText(_ shown: ShownCase, _ exercise: Exercise, _ console: Console) -> [String] {
    let labels = exercise.parameterLabels
    let heading = "the smallest case that is wrong (\(shown.check)):"
    var lines = [console.faint(console.wrapped(heading, indentation: 2))]
    for (index, argument) in shown.arguments.enumerated() {
      let label = index < labels.count ? labels[index] : "argument \(index + 1)"
      lines.append(line(label, [argument], words: Array(exercise.texts.arguments.dropFirst(index))))
    }
    guard let answer = shown.answer else { return lines }
    let names = exercise.resultLabels
    let words = exercise.texts.results
    lines.append(line(console.green("expected"), shown.expected, 8, names: names, words: words))
    lines.append(line(console.red("got"), answer, 3, names: names, words: words))
    if let difference = shown.difference {
      let location = difference.location.isEmpty ? "" : "at \(difference.location): "
      let words = printable("first difference: \(location)\(difference.text)")
      lines.append(console.wrapped(words, indentation: 2))
    }
    return lines
  }

  private func line(
    _ label: String, _ data: [Datum], _ width: Int? = nil, names: [String] = [],
    words: [Exercise.TextFunction]
  ) -> String {
    let gap = String(repeating: " ", count: max(1, 10 - (width ?? label.count)))
    let words = data.enumerated().map { index, datum in
      let own = index < words.count ? words[index](datum) : nil
      let text = own ?? datumText(datum)
      return index < names.count ? "\(names[index]) = \(text)" : text
    }.joined(separator: "\n")
    return "    \(label)\(gap)"
      + printable(shortened(words, most: 4000)).replacing(
        "\n", with: "\n" + String(repeating: " ", count: 14))
  }

  private func printsText(_ console: Console) -> [String] {
    guard !prints.isEmpty else { return [] }
    let lines = printable(prints).split(separator: "\n", omittingEmptySubsequences: false)
    let kept =
      lines.count > 12 ? lines.prefix(10) + ["… \(lines.count - 10) more lines"] : lines[...]
    return ["  " + console.faint("your program printed:")] + kept.map { "    | \($0)" }
  }
}

extension Exercise {
  /// The names of the arguments.
  var parameterLabels: [String] {
    let declaration = adapter.map { "func adapter" + $0.drop { $0 != "(" } } ?? signature
    return FunctionSignature(declaration)?.parameters.map(\.name) ?? []
  }
}
