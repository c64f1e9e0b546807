/// A line split into words and numbers, once, because it is compared with many others.
struct GoldenLine {
  let text: String
  fileprivate let words: [Word]

  init(_ text: String) {
    self.text = text
    words = CourseKit.words(of: text)
  }
}

/// Compares two lines: words exactly, numbers within a rule.
///
/// Three things follow from comparing numbers as numbers. Numbers without a point or exponent are
/// counts and indices and stay exact. The spaces between words may change in number, because
/// columns are as wide as their widest number. And digits that belong to a word, as in `float32`,
/// are part of the word.
func agrees(_ recorded: GoldenLine, _ new: GoldenLine, rule: ToleranceRule?) -> Bool {
  if recorded.text == new.text { return true }
  return rule.map { firstDifference(recorded, new, rule: $0) == nil } ?? false
}

/// Why two lines differ; nil when they agree.
func reasonOfDifference(
  _ recorded: GoldenLine, _ new: GoldenLine, rule: ToleranceRule?
) -> String? {
  if recorded.text == new.text { return nil }
  if let rule { return firstDifference(recorded, new, rule: rule) }
  return numberHint(recorded, new) ?? "no rule allows a difference"
}

private func firstDifference(
  _ recorded: GoldenLine, _ new: GoldenLine, rule: ToleranceRule
) -> String? {
  let (expected, got) = (recorded.words, new.words)
  guard expected.count == got.count else { return "\(expected.count) words, now \(got.count)" }
  for (expected, got) in zip(expected, got) where expected != got {
    guard case .number(let a, let before) = expected, case .number(let b, let now) = got else {
      return "'\(expected.text)' is now '\(got.text)'"
    }
    let distance = abs(a - b)
    guard distance <= rule.allowed(for: a) else {
      return "\(before) is now \(now): \(short(distance)) apart, "
        + "\(short(rule.allowed(for: a))) allowed by /\(rule.line)/"
    }
  }
  return nil
}

/// States how far the numbers are apart when nothing else differs, which is what the author of a
/// rule needs to know.
private func numberHint(_ recorded: GoldenLine, _ new: GoldenLine) -> String? {
  let anything = ToleranceRule(line: "", absolute: .infinity, why: "to see what else differs")
  guard firstDifference(recorded, new, rule: anything) == nil else { return nil }
  let distances = zip(recorded.words, new.words).map { a, b -> Double in
    guard case .number(let a, _) = a, case .number(let b, _) = b else { return 0 }
    return abs(a - b)
  }
  guard let largest = distances.max(), largest > 0 else { return "only spaces differ" }
  return "numbers up to \(short(largest)) apart, and no rule allows a difference"
}

/// A piece of a line.
fileprivate enum Word: Equatable {
  /// Text that is compared character by character.
  case exact(String)
  /// A number with a point or an exponent, and how it was written.
  case number(Double, String)

  var text: String {
    switch self {
    case .exact(let text), .number(_, let text): text
    }
  }
}

fileprivate func words(of line: String) -> [Word] {
  var words: [Word] = []
  var rest = line[...]
  while let first = rest.first {
    if first.isWhitespace {
      rest = rest.drop(while: \.isWhitespace)
    } else if let number = rest.prefixMatch(
      of: /[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE][-+]?[0-9]))(?:[eE][-+]?[0-9]+)?/),
      let value = Double(number.output)
    {
      words.append(.number(value, String(number.output)))
      rest = rest[number.range.upperBound...]
    } else if first.isLetter || first.isNumber || first == "_" {
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      words.append(.exact(String(word)))
      rest = rest[word.endIndex...]
    } else {
      words.append(.exact(String(first)))
      rest = rest.dropFirst()
    }
  }
  return words
}
