/// Why grading cannot go on, with the cure.
public struct GradingProblem: Error, CustomStringConvertible, Equatable {
  /// Both in words.
  public let description: String

  /// A problem in words.
  public init(_ description: String) { self.description = description }
}
