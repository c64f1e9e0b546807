import Foundation
import Synchronization

/// The formats of files, by path extension.
///
/// ```swift
/// try ModelFormats.format(for: URL(fileURLWithPath: "model.json")) is JSONModelFormat  // true
/// ```
///
/// Formats of other programs are registered by a call, so that only programs that use them need to
/// build their dependencies. All other extensions mean JSON, the readable form.
public enum ModelFormats {
  private static let registered = Mutex<[String: any ModelFormat]>([:])

  /// The extensions of Keras's files: JSON under such a name would be mistaken for one of them.
  private static let reserved: Set<String> = ["h5", "hdf5", "keras"]

  /// Registers a format for all files of some path extensions.
  ///
  /// ```swift
  /// ModelFormats.register(JSONModelFormat(), for: ["model"])
  /// ```
  ///
  /// - Parameter extensions: the extensions without the dot; their case does not matter.
  public static func register(_ format: any ModelFormat, for extensions: [String]) {
    registered.withLock { formats in
      for name in extensions { formats[name.lowercased()] = format }
    }
  }

  /// The format of a file, by its path extension.
  ///
  /// - Throws: `SavedModelError` if it is one of Keras's that has not been registered.
  public static func format(for url: URL) throws(SavedModelError) -> any ModelFormat {
    let name = url.pathExtension.lowercased()
    if let format = registered.withLock({ $0[name] }) { return format }
    if reserved.contains(name) { throw .formatNotRegistered(file: url.path, ending: name) }
    return JSONModelFormat()
  }
}
