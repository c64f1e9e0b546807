import FileAccess
import Foundation

/// Files in the part of HDF5 that Keras and h5py use for models.
///
/// ```swift
/// let data = try HDF5File.encoded(root)
/// try HDF5File.decoded(data) == root  // true
/// ```
///
/// What is read and written: groups, attributes, and datasets in one piece, of numbers and strings,
/// in the layout of the oldest version, which every program reads. Datasets in chunks, compressed
/// ones and the newer layouts are refused by name, with the command that rewrites such a file.
///
/// Our own reader and not the HDF Group's library: damaged files make that one crash.
public enum HDF5File {
  /// What the bytes of a file hold. Numbers share the bytes' memory.
  ///
  /// - Throws: `HDF5Error` if they are no such file, whatever they are.
  public static func decoded(_ data: Data) throws(HDF5Error) -> HDF5Group {
    var reader = HDF5Reader(data)
    return try reader.root()
  }

  /// The bytes of a file.
  ///
  /// - Throws: `HDF5Error` if a name or an attribute does not fit into one.
  public static func encoded(_ root: HDF5Group) throws(HDF5Error) -> Data {
    let writer = try HDF5Writer(root)
    return writer.pieces.reduce(into: Data()) { $0.append($1) }
  }

  /// Writes a file; what was there before is replaced when all is written, and not earlier. Numbers
  /// go to the disk from where they are.
  package static func write(_ root: HDF5Group, to path: String) throws {
    let writer = try HDF5Writer(root)
    let draft = try FileDraft(of: path)
    for piece in writer.pieces { try piece.withUnsafeBytes { try draft.write($0) } }
    try draft.finish()
  }
}
