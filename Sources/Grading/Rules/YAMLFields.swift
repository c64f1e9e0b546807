import Foundation
import Yams

/// The fields of a small YAML file, read with errors that name them.
///
/// It keeps nodes, not decoded values: YAML reads `1.10` as the number 1.1, but an exercise id is
/// not a number.
struct YAMLFields {
  private let fields: [String: Node]
  private let file: String

  init(_ text: String, _ file: String, keys: [String]) throws(GradingProblem) {
    self.file = file
    let node: Node?
    do { node = try compose(yaml: text) } catch {
      throw GradingProblem("grade: \(file) is not YAML: \(error)\n  cure: correct the line above")
    }
    guard let mapping = node?.mapping else {
      throw GradingProblem(
        "grade: \(file) holds no 'key: value' lines\n  cure: see Chapters/INSTRUCTORS.md")
    }
    var fields: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? "?"
      guard keys.contains(name) else {
        throw GradingProblem(
          "grade: \(file) has an unknown key '\(name)'\n  "
            + "cure: the keys are \(keys.joined(separator: ", "))")
      }
      fields[name] = value
    }
    self.fields = fields
  }

  func date(_ key: String) throws(GradingProblem) -> Date? {
    guard let node = fields[key] else { return nil }
    return try Self.date(node, key)
  }

  static func date(_ node: Node, _ key: String) throws(GradingProblem) -> Date {
    guard let text = node.scalar?.string, let date = Deadlines.date(text) else {
      throw GradingProblem(
        "grade: '\(key)' is not a time: \(node.scalar?.string ?? "a list")\n  "
          + "cure: write it as 2026-11-20T23:59:00Z, with its zone")
    }
    return date
  }

  func number(_ key: String, in range: ClosedRange<Double>) throws(GradingProblem) -> Double? {
    guard let node = fields[key] else { return nil }
    return try Self.number(node, key, in: range)
  }

  static func number(
    _ node: Node, _ key: String, in range: ClosedRange<Double>
  ) throws(GradingProblem) -> Double {
    guard let text = node.scalar?.string, let number = Double(text), range.contains(number) else {
      throw GradingProblem(
        "grade: '\(key)' is \(node.scalar?.string ?? "a list")\n  "
          + "cure: write a number from \(range.lowerBound.formatted()) to "
          + "\(range.upperBound.formatted())")
    }
    return number
  }

  func string(_ key: String) -> String? { fields[key]?.scalar?.string }

  /// The entries of a mapping, each read by a function.
  func map<Value>(
    _ key: String, _ read: (String, Node) throws(GradingProblem) -> Value
  ) throws(GradingProblem) -> [String: Value] {
    guard let node = fields[key] else { return [:] }
    guard let mapping = node.mapping else {
      throw GradingProblem(
        "grade: '\(key)' of \(file) holds no 'name: value' lines\n  "
          + "cure: see Chapters/INSTRUCTORS.md")
    }
    var values: [String: Value] = [:]
    for (name, value) in mapping {
      let name = name.scalar?.string ?? "?"
      values[name] = try read(name, value)
    }
    return values
  }

  /// The texts of a list.
  func list(_ key: String) throws(GradingProblem) -> [String]? {
    guard let node = fields[key] else { return nil }
    guard let sequence = node.sequence else {
      throw GradingProblem(
        "grade: '\(key)' of \(file) is not a list\n  cure: write it as [1.3, 5.6]")
    }
    return sequence.map { $0.scalar?.string ?? "?" }
  }
}
