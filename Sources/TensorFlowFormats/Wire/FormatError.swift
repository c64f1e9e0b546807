import Tapestry

/// A file that cannot be read, a value that a format cannot hold, or values that a file's function
/// cannot work with.
///
/// ```swift
/// do {
///   _ = try SavedModel.load(URL(fileURLWithPath: "/nowhere"))
/// } catch let error as FormatError {
///   print(error.location)  // /nowhere/saved_model.pb
/// }
/// ```
public struct FormatError: Error, Equatable, CustomStringConvertible {
  /// The file, and where in it: a function, a node, a variable.
  public let location: String
  /// What is wrong.
  public let problem: String
  /// What to do about it.
  public let cure: String

  /// An error with its location, the problem and the cure.
  public init(_ location: String, _ problem: String, cure: String) {
    self.location = location
    self.problem = problem
    self.cure = cure
  }

  /// The error for values that an operation of a file cannot work with.
  init(_ error: InvalidArgument) {
    let reason = error.reason
    self.init(error.location, "\(reason.operation): \(reason.problem)", cure: reason.cure)
  }

  /// The location, the problem and the cure.
  public var description: String { "\(location): \(problem)\n  cure: \(cure)" }
}
