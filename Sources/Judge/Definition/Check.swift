import ExerciseKit

/// A part of what is asked, with cases that a right solution answers.
///
/// ```swift
/// Check("one dimension", share: 1) { random in [Case([3], [1]), Case([2], [3])] }
/// ```
public struct Check: Sendable {
  /// What is checked, in words that a student reads.
  public let name: String
  /// Its part of the points, relative to those of the other checks.
  public let share: Double
  /// Whether the exercise earns no points without it.
  public let isMandatory: Bool
  let cases: @Sendable (inout CaseRandom) -> [Case]

  /// A check; the same random numbers give the same cases.
  public init(
    _ name: String, share: Double = 1, isMandatory: Bool = false,
    cases: @escaping @Sendable (_ random: inout CaseRandom) -> [Case]
  ) {
    self.name = name
    self.share = share
    self.isMandatory = isMandatory
    self.cases = cases
  }
}

/// The arguments of one question.
///
/// ```swift
/// Case([2, 3], [3])
/// ```
public struct Case: Sendable {
  let arguments: [Datum]
  let tolerance: Tolerance?

  /// The arguments in the order of the adapter's closure, and a tolerance if the exercise's does
  /// not suit this case.
  public init(_ arguments: (any Transferable)..., tolerance: Tolerance? = nil) {
    self.arguments = arguments.map(\.datum)
    self.tolerance = tolerance
  }
}

/// A wrong solution of the kind that students write, and what to tell its author.
///
/// ```swift
/// Mistake("FirstColumn", "That is the first column: a step goes down and to the right.")
/// ```
public struct Mistake: Sendable {
  /// The name of its file among the answers, without `.swift`.
  public let name: String
  /// One or two sentences: what is seen, and what to think about.
  public let message: String

  /// A mistake that the file `name.swift` makes.
  public init(_ name: String, _ message: String) {
    self.name = name
    self.message = message
  }
}

/// How far an answer may be from the reference, and why.
public struct Tolerance: Sendable {
  let absolute: Double
  let relative: Double
  let comparesBits: Bool
  /// Why this much.
  public let reason: String

  /// Equal numbers; any two values that are not a number are equal.
  public static let exact = Tolerance(0, 0, false, "the answer is exact")
  /// Equal to the last bit: −0 is not 0.
  public static let bits = Tolerance(0, 0, true, "the answer is exact, and so is its sign")

  /// A fraction of the largest number of the answer, plus a constant.
  public static func within(
    _ relative: Double, plus absolute: Double = 0, because reason: String
  ) -> Tolerance {
    Tolerance(absolute, relative, false, reason)
  }

  private init(_ absolute: Double, _ relative: Double, _ comparesBits: Bool, _ reason: String) {
    self.absolute = absolute
    self.relative = relative
    self.comparesBits = comparesBits
    self.reason = reason
  }

  /// Whether only an equal number is close enough.
  var isExact: Bool { absolute == 0 && relative == 0 }

  /// The same tolerance with a different width.
  func scaled(by factor: Double) -> Tolerance {
    Tolerance(absolute * factor, relative * factor, comparesBits, reason)
  }

  /// Whether a number is close enough, in an answer whose largest number is `scale`.
  func accepts(_ got: Double, for expected: Double, scale: Double) -> Bool {
    if comparesBits {
      return got.bitPattern == expected.bitPattern || (got.isNaN && expected.isNaN)
    }
    if got == expected || (got.isNaN && expected.isNaN) { return true }
    guard got.isFinite, expected.isFinite else { return false }
    return abs(got - expected) <= absolute + relative * max(abs(expected), scale)
  }
}
