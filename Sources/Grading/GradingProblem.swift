/// Why grading cannot continue, with the cure.
public struct GradingProblem: Error, CustomStringConvertible, Equatable {
  /// The problem and the cure, in words.
  public let description: String

  /// A problem, described in words.
  public init(_ description: String) { self.description = description }
}
