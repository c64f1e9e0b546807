import Foundation
import Yams

/// When submissions are due, and what is deducted from later ones.
///
/// ```yaml
/// deadline: 2026-11-20T23:59:00Z
/// percent-a-day: 10
/// most-percent: 50
/// extensions:
///   alice: 2026-11-27T23:59:00Z
/// ```
///
/// The deduction is a fraction of what was earned, for each day begun. It is computed from the
/// records in each run and has its own column, so that a deadline can be moved afterwards.
public struct Deadlines: Sendable, Equatable {
  /// The time until which a submission is on time.
  public var deadline: Date
  /// The deduction for each day begun, in percent of what was earned.
  public var percentADay: Double
  /// The largest deduction, in percent.
  public var mostPercent: Double
  /// Later deadlines, by student.
  public var extensions: [String: Date]

  /// Deadlines from a text in YAML.
  ///
  /// - Throws: `GradingProblem` that names what is wrong with it.
  public init(yaml text: String) throws(GradingProblem) {
    let fields = try YAMLFields(
      text, "the deadlines", keys: ["deadline", "percent-a-day", "most-percent", "extensions"])
    guard let deadline = try fields.date("deadline") else {
      throw GradingProblem(
        "grade: the deadlines name no 'deadline'\n  cure: add deadline: 2026-11-20T23:59:00Z")
    }
    self.deadline = deadline
    percentADay = try fields.number("percent-a-day", in: 0...100) ?? 0
    mostPercent = try fields.number("most-percent", in: 0...100) ?? 100
    extensions = try fields.map("extensions") { (name, node) throws(GradingProblem) in
      try YAMLFields.date(node, "extensions.\(name)")
    }
  }

  /// The fraction that is deducted, from 0 to 1. Nothing is deducted if the time is unknown.
  public func penalty(of student: String, submitted: Date?) -> Double {
    guard let submitted else { return 0 }
    let late = submitted.timeIntervalSince(max(deadline, extensions[student] ?? deadline))
    guard late > 0 else { return 0 }
    return min(mostPercent, (late / 86400).rounded(.up) * percentADay) / 100
  }

  /// A time in ISO 8601, with a zone, with or without fractions of a second.
  static func date(_ text: String) -> Date? {
    let trimmed = text.replacing(/\.\d+/, with: "")
    return try? Date(trimmed, strategy: .iso8601)
  }
}
