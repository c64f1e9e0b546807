/// The error when a file cannot be read as HDF5, or values cannot be written.
public enum HDF5Error: Error, Equatable, CustomStringConvertible {
  /// The bytes are not an HDF5 file, or are a damaged one.
  case malformed(String)
  /// The file uses a part of the format that is not supported.
  case unsupported(String, cure: String)
  /// The values do not fit into a file.
  case unwritable(String, cure: String)

  /// The problem and the cure.
  public var description: String {
    switch self {
    case .malformed(let problem):
      "HDF5: \(problem)\n  cure: use an HDF5 file that is whole"
    case .unsupported(let problem, let cure), .unwritable(let problem, let cure):
      "HDF5: \(problem)\n  cure: \(cure)"
    }
  }

  /// The error for a newer part of the format, which h5repack can convert.
  static func newer(_ part: String) -> HDF5Error {
    .unsupported(part, cure: "rewrite the file: h5repack --low=0 --high=0 old.h5 new.h5")
  }
}
