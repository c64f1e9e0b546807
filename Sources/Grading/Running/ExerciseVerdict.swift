import Foundation
import Judge

extension ExerciseRecord {
  /// The record for a file that was not run.
  init(_ item: Assignment.Item, _ category: Category, _ message: String) {
    let checks = item.exercise.checks.map {
      CheckRecord(name: $0.name, share: $0.share, isMandatory: $0.isMandatory)
    }
    self.init(
      id: item.exercise.id, title: item.exercise.title, points: item.points, category: category,
      message: message, mistake: nil, checks: checks, share: 0)
  }

  /// The record for a file that was run on the cases that students see, and on hidden ones.
  ///
  /// A check counts if it passed on both. Of a hidden failure the student learns the kind and the
  /// check, but never the input, whose answer could then be hard-coded. Hidden cases need not be
  /// run if no check passed on the others.
  init(_ item: Assignment.Item, shown: Verdict, hidden: Verdict?) {
    self.init(item, .passed, "passed")
    for (index, check) in item.exercise.checks.enumerated() {
      checks[index] = CheckRecord(
        name: check.name, share: check.share, isMandatory: check.isMandatory,
        shown: Self.outcome(shown, index), hidden: hidden.flatMap { Self.outcome($0, index) })
    }
    mistake = (shown.mistake ?? hidden?.mistake)?.message
    if shown.category != .passed {
      category = shown.category
      message = shown.withoutChance.text(for: item.exercise, Console(isTerminal: false))
    } else if let hidden, hidden.category != .passed {
      category = hidden.category
      message = Self.hiddenMessage(hidden, mistake)
    }
    share = Self.share(of: checks, category)
  }

  /// The record of a file, from the verdicts on some lists of cases: if there is only one, it
  /// serves as both.
  init(_ item: Assignment.Item, _ verdicts: [Verdict], of runs: [[PreparedCase]]) {
    let hidden = runs.count == 1 ? verdicts[0] : verdicts.dropFirst().first
    self.init(item, shown: verdicts[0], hidden: hidden)
  }

  private static func outcome(_ verdict: Verdict, _ check: Int) -> Bool? {
    guard check < verdict.checks.count, !verdict.checks[check].wasNotRun else { return nil }
    return verdict.checks[check].isPassed
  }

  private static func share(of checks: [CheckRecord], _ category: Category) -> Double {
    if category == .passed { return 1 }
    if checks.contains(where: { $0.isMandatory && !$0.isPassed }) { return 0 }
    let all = checks.reduce(0) { $0 + $1.share }
    return all > 0 ? checks.filter(\.isPassed).reduce(0) { $0 + $1.share } / all : 0
  }

  private static func hiddenMessage(_ verdict: Verdict, _ mistake: String?) -> String {
    let failed = verdict.checks.filter { !$0.isPassed }.map { "'\($0.name)'" }
    let words =
      "right for the cases shown; with hidden cases it \(kind(verdict.category)) "
      + "(\(failed.joined(separator: ", ")))"
    return ([words] + (mistake.map { [$0] } ?? [])).joined(separator: "\n")
  }

  private static func kind(_ category: Category) -> String {
    switch category {
    case .failed: "answers some wrongly"
    case .error: "throws an error"
    case .crashed: "crashes"
    case .timedOut: "does not end in time"
    case .outOfMemory: "takes too much memory"
    case .tooMuchOutput: "prints too much"
    default: "ends as '\(category.rawValue)'"
    }
  }
}

extension Exercise {
  /// The cases that students see, and hidden ones if there is a seed for them.
  func runs(seed: UInt64?) throws -> [[PreparedCase]] {
    try [prepare()] + (seed.map { [try prepare(seed: $0)] } ?? [])
  }
}

extension Judge {
  /// The verdicts on a file. A check counts if it goes well with all lists of cases: hidden ones
  /// cannot save one.
  func verdicts(_ path: String, _ exercise: Exercise, _ runs: [[PreparedCase]]) -> [Verdict] {
    judge(path, exercise, runs: runs) { !$0.checks.contains(where: \.isPassed) }
  }
}

extension Verdict {
  /// The same verdict without what differs from run to run: where a program was when its time was
  /// over, and how much it had printed by then. So records do not depend on how busy a machine was.
  fileprivate var withoutChance: Verdict {
    guard category == .timedOut || category == .tooMuchOutput else { return self }
    var verdict = self
    verdict.line = nil
    verdict.prints = prints.split(separator: "\n", omittingEmptySubsequences: false).prefix(5)
      .map { $0.prefix(80) }.joined(separator: "\n")
    return verdict
  }
}

/// A student's row: the record that counts, and the deduction.
public struct ClassRow: Sendable, Equatable {
  /// The result of the attempt.
  public let record: StudentRecord
  /// The fraction that is deducted, from 0 to 1.
  public let penalty: Double
  /// The name of the student's page and files, which reveals nothing about the student.
  public let pageName: String

  /// The points after the deduction.
  public var total: Double { record.raw * (1 - penalty) }

  /// The worst category, which an instructor looks at first.
  public var worst: Category {
    let order: [Category] = [
      .graderError, .cancelled, .protocolViolation, .outOfMemory, .tooMuchOutput, .timedOut,
      .crashed, .refused, .didNotCompile, .error, .failed, .unsolved, .missing, .passed,
    ]
    return record.exercises.map(\.category).min {
      order.firstIndex(of: $0)! < order.firstIndex(of: $1)!
    } ?? .missing
  }
}
