import Foundation

/// How far the numbers in certain lines may be from the recorded ones, and why.
///
/// Rules are in a file beside the golden file, `chapter1.tolerances.json` beside `chapter1.txt`; a
/// file `tolerances.json` applies to its whole folder. The first rule that matches a line counts; a
/// line that no rule matches is compared character by character.
///
/// ```json
/// [
///   { "line": "^iteration", "absolute": 5e-5, "why": "losses of a seeded float32 training" }
/// ]
/// ```
public struct ToleranceRule: Decodable, Sendable {
  /// A regular expression that is searched for in the recorded line.
  public let line: String
  /// The largest difference of a number from the recorded one; 0 when it is left out.
  public let absolute: Double?
  /// The largest difference as a fraction of the recorded number; 0 when it is left out.
  public let relative: Double?
  /// The reason, for the reader of the file.
  public let why: String

  /// A rule for the lines in which the expression is found.
  ///
  /// ```swift
  /// ToleranceRule(line: "^loss", absolute: 1e-6, why: "order of additions")
  /// ```
  public init(line: String, absolute: Double? = nil, relative: Double? = nil, why: String) {
    self.line = line
    self.absolute = absolute
    self.relative = relative
    self.why = why
  }

  /// The largest difference from a recorded number.
  func allowed(for recorded: Double) -> Double {
    (absolute ?? 0) + (relative ?? 0) * abs(recorded)
  }
}

/// Rules with their expressions compiled.
struct ToleranceRules {
  private let rules: [(rule: ToleranceRule, expression: NSRegularExpression)]

  init(_ rules: [ToleranceRule], source: String) throws {
    self.rules = try rules.map { rule in
      let (absolute, relative) = (rule.absolute ?? 0, rule.relative ?? 0)
      guard absolute >= 0, relative >= 0, absolute + relative > 0, !rule.why.isEmpty else {
        throw GoldenFailure(
          "\(source): the rule for /\(rule.line)/ needs a positive \"absolute\" or \"relative\" and "
            + "a \"why\"")
      }
      // A compiled `Regex` is not Sendable and matches more slowly; `NSRegularExpression` suffices.
      guard let expression = try? NSRegularExpression(pattern: rule.line) else {
        throw GoldenFailure("\(source): /\(rule.line)/ is not a regular expression")
      }
      return (rule, expression)
    }
  }

  /// The rule for a recorded line.
  func rule(for line: String) -> ToleranceRule? {
    rules.first { isFound($0.expression, in: line) }?.rule
  }

  /// Rules that match none of the lines: the text has changed, and such a rule could only hide a
  /// mistake.
  func unused(in lines: [String]) -> [String] {
    rules.filter { entry in !lines.contains { isFound(entry.expression, in: $0) } }.map(\.rule.line)
  }

  private func isFound(_ expression: NSRegularExpression, in line: String) -> Bool {
    let whole = NSRange(line.startIndex..., in: line)
    return expression.firstMatch(in: line, range: whole) != nil
  }
}
