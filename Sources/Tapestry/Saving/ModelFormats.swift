import Foundation
import Synchronization

/// Which format the files of a path extension have.
///
/// ```swift
/// try ModelFormats.format(for: URL(fileURLWithPath: "model.json")) is JSONModelFormat  // true
/// ```
///
/// Formats of other programs are registered by a call, so that only who uses them builds what they
/// need. Any other path is one of JSON, the readable form.
public enum ModelFormats {
  private static let registered = Mutex<[String: any ModelFormat]>([:])

  /// The extensions of Keras's files: JSON under such a name would be taken for one of them.
  private static let reserved: Set<String> = ["h5", "hdf5", "keras"]

  /// Has a format used for all files of some path extensions.
  ///
  /// ```swift
  /// ModelFormats.register(JSONModelFormat(), for: ["model"])
  /// ```
  ///
  /// - Parameter extensions: without the point; their case does not matter.
  public static func register(_ format: any ModelFormat, for extensions: [String]) {
    registered.withLock { formats in
      for name in extensions { formats[name.lowercased()] = format }
    }
  }

  /// The format of a file, by its path extension.
  ///
  /// - Throws: `SavedModelError` if it is one of Keras's that nothing has registered.
  public static func format(for url: URL) throws(SavedModelError) -> any ModelFormat {
    let name = url.pathExtension.lowercased()
    if let format = registered.withLock({ $0[name] }) { return format }
    if reserved.contains(name) { throw .formatNotRegistered(file: url.path, ending: name) }
    return JSONModelFormat()
  }
}
