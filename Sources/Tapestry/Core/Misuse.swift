/// Stops the program over a mistake of the programmer, in a message of three parts: the operation
/// that was called, the values that it cannot work with, and the cure.
///
/// `fatalError` in a function of its own, because `precondition` prints nothing in optimized code.
/// The other targets that know tensors use it too.
package func misuse(_ operation: String, _ problem: String, cure: String) -> Never {
  fatalError("\(operation): \(problem)\n  cure: \(cure)")
}

/// An input that a layer cannot work with, where a file may have made the layer: what `misuse`
/// says, as an error.
public struct Misfit: Error, Equatable, CustomStringConvertible {
  /// The name of the layer.
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

/// Runs a check for a program, which it stops over a wrong input.
func trapping<Result>(_ check: () throws(Misfit) -> Result) -> Result {
  do {
    return try check()
  } catch {
    misuse(error.operation, error.problem, cure: error.cure)
  }
}
