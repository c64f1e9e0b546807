/// Why grading cannot continue, with the cure.
public struct GradingProblem: Error, CustomStringConvertible, Equatable {
  /// The problem and the cure.
  public let description: String

  /// A problem with this description.
  public init(_ description: String) { self.description = description }
}
