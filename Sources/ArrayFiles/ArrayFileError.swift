import FileAccess
import ZipFiles

/// The error for a file of arrays that cannot be read or written.
///
/// ```swift
/// do {
///   _ = try NumPyFile.load(URL(fileURLWithPath: "/nowhere.npy"))
/// } catch let error as ArrayFileError {
///   print(error.problem)  // there is no such file or folder
/// }
/// ```
public struct ArrayFileError: Error, Equatable, CustomStringConvertible {
  /// The path, and the array in it if there are several.
  public let location: String
  /// What is wrong.
  public let problem: String
  /// What to do about it.
  public let cure: String

  /// Whether the file is in order, but tensors lack the type of its elements.
  let isOfType: Bool

  init(_ location: String, _ problem: String, cure: String, isOfType: Bool = false) {
    self.location = location
    self.problem = problem
    self.cure = cure
    self.isOfType = isOfType
  }

  init(_ problem: FileProblem) {
    self.init(problem.path, problem.problem, cure: problem.cure)
  }

  init(_ problem: ZipProblem, in path: String) {
    self.init(
      problem.entry.map { Self.location(of: $0, in: path) } ?? path, problem.problem,
      cure: problem.cure)
  }

  /// The location of an entry of an archive.
  static func location(of entry: String, in path: String) -> String { "\(path), entry '\(entry)'" }

  /// The location, the problem and the cure.
  public var description: String { "\(location): \(problem)\n  cure: \(cure)" }
}
