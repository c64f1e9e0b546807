/// Stops the program because of a programming error, with a message of three parts: the operation
/// that was called, the values that it cannot work with, and the cure. A `Trial` is all that stops
/// where code is only tried.
///
/// It calls `fatalError`, because `precondition` prints nothing in optimized code. The package's
/// other targets that work with tensors use it too.
package func misuse(_ operation: String, _ problem: String, cure: String) -> Never {
  if let trial = Trial.current {
    trial.end(with: InvalidUse(operation, problem, cure: cure))
  }
  fatalError("\(operation): \(problem)\n  cure: \(cure)")
}

/// The error for an input that a layer or an operation cannot work with, in the three parts that
/// `misuse` prints. It is thrown, because the layer or the operation may come from a file.
///
/// It says what is wrong, but not where. Where a graph of a file runs, `InvalidArgument` adds the
/// location in the file.
public struct InvalidUse: Error, Equatable, CustomStringConvertible {
  /// The name of the layer or the operation.
  public let operation: String
  /// The values that it cannot work with.
  public let problem: String
  /// What to do instead.
  public let cure: String

  init(_ operation: String, _ problem: String, cure: String) {
    self.operation = operation
    self.problem = problem
    self.cure = cure
  }

  /// The operation, the values and the cure.
  public var description: String { "\(operation): \(problem)\n  cure: \(cure)" }
}

/// Stops the program because of an input that an operation cannot work with.
func misuse(_ invalidUse: InvalidUse) -> Never {
  misuse(invalidUse.operation, invalidUse.problem, cure: invalidUse.cure)
}

/// Runs a check and turns the error that it throws into a message that stops the program.
func trapping<Result>(_ check: () throws(InvalidUse) -> Result) -> Result {
  do { return try check() } catch { misuse(error) }
}
