import Foundation
import Judge

/// What became of one attempt of one student: all that reports are made of.
public struct StudentRecord: Codable, Sendable, Equatable {
  /// The student's name, which stands in reports only.
  public var student: String
  /// What the attempt is called.
  public var attempt: String
  /// When it was handed in, if anything says so.
  public var submitted: Date?
  /// What it was judged from: files, cases, engine, compiler and limits.
  public var key: String
  /// In the order of the exercises.
  public var exercises: [ExerciseRecord]

  /// What the checks earn, before anything is taken off.
  public var raw: Double { exercises.reduce(0) { $0 + $1.score } }
  /// What could be earned. An exercise that the grader failed at is not counted.
  public var most: Double {
    exercises.filter { !$0.needsRegrading }.reduce(0) { $0 + $1.points }
  }
  /// The exercises to judge again, since the fault was the grader's.
  public var regrade: [String] { exercises.filter(\.needsRegrading).map(\.id) }
}

/// What became of one exercise of one attempt.
public struct ExerciseRecord: Codable, Sendable, Equatable {
  /// Chapter and number.
  public var id: String
  /// What a reader calls it.
  public var title: String
  /// What it counts for here.
  public var points: Double
  /// How it ended.
  public var category: Category
  /// What the student is told, without the input of a hidden case.
  public var message: String
  /// The known mistake that the answers come from.
  public var mistake: String?
  /// What became of each check.
  public var checks: [CheckRecord]
  /// The part of the points that the checks earn.
  public var share: Double

  /// The points that the checks earn.
  public var score: Double { needsRegrading ? 0 : points * share }
  /// Whether the fault was the grader's.
  public var needsRegrading: Bool { category == .graderError || category == .cancelled }
}

/// What became of one check: with the cases that students see, and with the hidden ones.
public struct CheckRecord: Codable, Sendable, Equatable {
  /// What is checked.
  public var name: String
  /// Its part of the points.
  public var share: Double
  /// Whether the exercise counts for nothing without it.
  public var isMandatory: Bool
  /// Whether all cases were right; nil if the run ended before.
  public var shown: Bool?
  /// The same for hidden cases.
  public var hidden: Bool?

  /// Whether it went well with both.
  public var isPassed: Bool { shown == true && hidden == true }
}
