import Tapestry

/// The arrays of a file by name, of which some may have elements that no tensor has.
///
/// ```swift
/// let url = FileManager.default.temporaryDirectory.appendingPathComponent("named.npz")
/// try NumPyArchive.save(["kernel": Tensor([1.0, 2.0])], to: url)
/// let arrays = try NumPyArchive.open(url)
/// print(arrays.names)                          // ["kernel"]
/// print(try arrays.array(named: "kernel"))     // [1. 2.]
/// ```
///
/// `load`, the other way to read such a file, gives a dictionary of all arrays, and throws if it
/// cannot read one of them.
public struct NamedArrays: Sendable {
  /// The path of the file, for errors.
  private let path: String
  private let found: [String: Result<Tensor, ArrayFileError>]
  /// The strings in the file's metadata; none in formats without it.
  public let metadata: [String: String]

  init(
    _ path: String, _ found: [String: Result<Tensor, ArrayFileError>],
    metadata: [String: String] = [:]
  ) {
    self.path = path
    self.found = found
    self.metadata = metadata
  }

  /// The names of all arrays, sorted, including those that cannot be read.
  public var names: [String] { found.keys.sorted() }

  /// An array.
  ///
  /// - Throws: `ArrayFileError` if there is none of this name, or its elements are of a type that
  ///   tensors lack.
  public func array(named name: String) throws(ArrayFileError) -> Tensor {
    guard let result = found[name] else {
      throw ArrayFileError(
        path, "it has no array '\(name)'",
        cure: names.isEmpty ? "it has no arrays" : "use one of \(names.joined(separator: ", "))")
    }
    return try result.get()
  }

  /// All arrays.
  ///
  /// - Throws: `ArrayFileError` for the first by name that cannot be read.
  func all() throws(ArrayFileError) -> [String: Tensor] {
    var arrays: [String: Tensor] = [:]
    for name in names {
      do {
        arrays[name] = try array(named: name)
      } catch {
        throw ArrayFileError(
          error.location, error.problem,
          cure: error.cure + "; or read the other arrays: open(_:) instead of load(_:)")
      }
    }
    return arrays
  }
}
