import FileAccess
import Foundation

/// Files in the subset of HDF5 that Keras and h5py use for models.
///
/// ```swift
/// let data = try HDF5File.encoded(root)
/// try HDF5File.decoded(data) == root  // true
/// ```
///
/// It supports groups, attributes and contiguous datasets of numbers and strings, in the oldest
/// version of the layout, which every program reads. Chunked and compressed datasets and the newer
/// layouts are rejected, with the command that converts such a file.
///
/// It does not use the HDF Group's library, because damaged files can make that crash.
public enum HDF5File {
  /// The content of a file. Numbers share the memory of its bytes.
  ///
  /// - Throws: `HDF5Error` if the bytes are not such a file, whatever they are.
  public static func decoded(_ data: Data) throws(HDF5Error) -> HDF5Group {
    var reader = HDF5Reader(data)
    return try reader.root()
  }

  /// The bytes of a file.
  ///
  /// - Throws: `HDF5Error` if a name or an attribute does not fit into one.
  public static func encoded(_ root: HDF5Group) throws(HDF5Error) -> Data {
    try pieces(root).reduce(into: Data()) { $0.append($1) }
  }

  /// The bytes of a file in pieces. Those of numbers are shared with the program and not copied.
  ///
  /// - Throws: `HDF5Error` if a name or an attribute does not fit into a file.
  package static func pieces(_ root: HDF5Group) throws(HDF5Error) -> [Data] {
    try HDF5Writer(root).pieces
  }

  /// Writes a file; an existing file is replaced only when everything has been written.
  package static func write(_ root: HDF5Group, to path: String) throws {
    let pieces = try pieces(root)
    let draft = try FileDraft(of: path)
    for piece in pieces { try piece.withUnsafeBytes { try draft.write($0) } }
    try draft.finish()
  }
}
