import Foundation
import Judge

/// The result of one attempt of one student: everything that reports are made from.
public struct StudentRecord: Codable, Sendable, Equatable {
  /// The student's name, which appears only in reports.
  public var student: String
  /// The name of the attempt.
  public var attempt: String
  /// When it was handed in, if that is known.
  public var submitted: Date?
  /// What it was judged from: files, cases, engine, compiler and limits.
  public var key: String
  /// In the order of the exercises.
  public var exercises: [ExerciseRecord]

  /// What the checks earn, before deductions.
  public var raw: Double { exercises.reduce(0) { $0 + $1.score } }
  /// What could be earned. An exercise on which the grader failed is not counted.
  public var most: Double {
    exercises.filter { !$0.needsRegrading }.reduce(0) { $0 + $1.points }
  }
  /// The exercises to judge again, because the fault was the grader's.
  public var regrade: [String] { exercises.filter(\.needsRegrading).map(\.id) }
}

/// The result of one exercise of one attempt.
public struct ExerciseRecord: Codable, Sendable, Equatable {
  /// Chapter and number.
  public var id: String
  /// Its title.
  public var title: String
  /// Its points in this assignment.
  public var points: Double
  /// How it ended.
  public var category: Category
  /// What the student is told, without the input of a hidden case.
  public var message: String
  /// The known mistake that the answers come from.
  public var mistake: String?
  /// The result of each check.
  public var checks: [CheckRecord]
  /// The fraction of the points that the checks earn.
  public var share: Double

  /// The points that the checks earn.
  public var score: Double { needsRegrading ? 0 : points * share }
  /// Whether the fault was the grader's.
  public var needsRegrading: Bool { category == .graderError || category == .cancelled }
}

/// The result of one check: with the cases that students see, and with the hidden ones.
public struct CheckRecord: Codable, Sendable, Equatable {
  /// What is checked.
  public var name: String
  /// Its part of the points.
  public var share: Double
  /// Whether the exercise earns no points without it.
  public var isMandatory: Bool
  /// Whether all cases were right; nil if the run ended earlier.
  public var shown: Bool?
  /// The same for hidden cases.
  public var hidden: Bool?

  /// Whether it passed with both.
  public var isPassed: Bool { shown == true && hidden == true }
}
