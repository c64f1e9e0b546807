import Tapestry

/// A file that cannot be read, a value that a format cannot hold, or values that a file's function
/// cannot work with.
///
/// ```swift
/// do {
///   _ = try SavedModel.load(URL(fileURLWithPath: "/nowhere"))
/// } catch let error as FormatError {
///   print(error.place)  // /nowhere/saved_model.pb
/// }
/// ```
public struct FormatError: Error, Equatable, CustomStringConvertible {
  /// The file, and where in it: a function, a node, a variable.
  public let place: String
  /// What is wrong.
  public let problem: String
  /// What to do about it.
  public let cure: String

  /// An error with its place, the problem and the cure.
  public init(_ place: String, _ problem: String, cure: String) {
    self.place = place
    self.problem = problem
    self.cure = cure
  }

  /// The error for values that an operation of a file cannot work with.
  init(_ error: InvalidArgument) {
    let reason = error.reason
    self.init(error.place, "\(reason.operation): \(reason.problem)", cure: reason.cure)
  }

  /// The place, the problem and the cure.
  public var description: String { "\(place): \(problem)\n  cure: \(cure)" }
}
