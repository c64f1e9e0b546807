import ExerciseKit

/// How a submission of one exercise ended.
public enum Category: String, Sendable, CaseIterable, Codable {
  /// Every case was answered correctly.
  case passed
  /// Every case was answered, and some wrongly.
  case failed
  /// The solution threw `Unsolved`, or the file is the stub.
  case unsolved
  /// The solution threw another error.
  case error
  /// The process ended before its answer, by a signal or by itself.
  case crashed
  /// The cases were not answered in time, or the file was not loaded in time.
  case timedOut = "timed out"
  /// It requested more memory than a solution may use.
  case outOfMemory = "out of memory"
  /// It printed too much.
  case tooMuchOutput = "too much output"
  /// Something other than an answer came through the channel.
  case protocolViolation = "protocol violation"
  /// The compiler, the linker or the loader rejects the file, or it uses what it should build.
  case didNotCompile = "did not compile"
  /// There is no file.
  case missing
  /// The file was not judged: it is too long, not a regular file or not UTF-8 text.
  case refused
  /// The judge's own fault, which never costs a student anything.
  case graderError = "grader error"
  /// The run was stopped on request.
  case cancelled
}

/// The case that is shown to the student.
public struct ShownCase: Sendable {
  /// The name of the check that it belongs to.
  public let check: String
  /// What was asked.
  public let arguments: [Datum]
  /// What is right.
  public let expected: [Datum]
  /// The answer, if there was one.
  public let answer: [Datum]?
  /// The first difference between the two.
  public let difference: Difference?
}

/// The result of one check.
public struct CheckResult: Sendable {
  /// Its name.
  public let name: String
  /// Its part of the points.
  public let share: Double
  /// Whether the exercise earns no points without it.
  public let isMandatory: Bool
  /// The number of cases answered correctly.
  public internal(set) var right = 0
  /// The number of cases that were answered.
  public internal(set) var answered = 0
  /// The number of all cases.
  public internal(set) var count = 0

  /// Whether every case was right.
  public var isPassed: Bool { count > 0 && right == count }
  /// Whether the run ended before the check began.
  public var wasNotRun: Bool { answered == 0 }
}

/// The judgment of one submission of one exercise.
public struct Verdict: Sendable {
  /// How it ended.
  public internal(set) var category: Category
  /// The mistake that its answers are known to come from.
  public internal(set) var mistake: Mistake?
  /// More about the category: diagnostics, an error's text, a crash's cause.
  public internal(set) var detail = ""
  /// The line of the student's file at which it crashed or was still running.
  public package(set) var line: Int?
  /// The smallest case that went wrong.
  public internal(set) var shown: ShownCase?
  /// The result of each check.
  public internal(set) var checks: [CheckResult] = []
  /// What the solution printed.
  public package(set) var prints = ""
  /// How the answers differ from the right ones, for recognition.
  var fingerprint: Fingerprint?

  init(_ category: Category, _ detail: String = "") {
    self.category = category
    self.detail = detail
  }

  /// The fraction of the points that the checks earn; 0 if a mandatory one is not passed.
  public var share: Double {
    if category == .passed { return 1 }
    if checks.contains(where: { $0.isMandatory && !$0.isPassed }) { return 0 }
    let all = checks.reduce(0) { $0 + $1.share }
    let earned = checks.filter(\.isPassed).reduce(0) { $0 + $1.share }
    return all > 0 ? earned / all : 0
  }
}
