import Foundation
import Yams

/// When submissions are due, and what is taken off those that come later.
///
/// ```yaml
/// deadline: 2026-11-20T23:59:00Z
/// percent-a-day: 10
/// most-percent: 50
/// extensions:
///   alice: 2026-11-27T23:59:00Z
/// ```
///
/// Taken off is a part of what was earned, for each day that has begun. It is computed from the
/// records at each run and stands in a column of its own, so that a deadline can be moved
/// afterwards.
public struct Deadlines: Sendable, Equatable {
  /// Until when a submission is on time.
  public var deadline: Date
  /// Percent of what was earned, for each day that has begun.
  public var percentADay: Double
  /// Percent that are taken off at most.
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

  /// The part that is taken off, from 0 to 1. Nothing is taken off where no time is known.
  public func penalty(of student: String, submitted: Date?) -> Double {
    guard let submitted else { return 0 }
    let late = submitted.timeIntervalSince(max(deadline, extensions[student] ?? deadline))
    guard late > 0 else { return 0 }
    return min(mostPercent, (late / 86400).rounded(.up) * percentADay) / 100
  }

  /// A time as ISO 8601 writes it, with a zone, with or without parts of a second.
  static func date(_ text: String) -> Date? {
    let trimmed = text.replacing(/\.\d+/, with: "")
    return try? Date(trimmed, strategy: .iso8601)
  }
}
