import Foundation
import Synchronization

/// Which format the files of a path extension have.
///
/// ```swift
/// try ModelFormats.format(for: URL(fileURLWithPath: "model.json")) is JSONModelFormat  // true
/// ```
///
/// The formats of other programs are in modules of their own, so that only who uses them builds what
/// they need; each is registered by a call. Any other path is one of JSON, the readable form.
public enum ModelFormats {
  private static let registered = Mutex<[String: any ModelFormat]>([:])

  /// The extensions whose formats other modules of the package hold, with how to get them.
  private static let known: [String: (module: String, call: String)] = [
    "h5": ("KerasFiles", "KerasFormat.register()"),
    "hdf5": ("KerasFiles", "KerasFormat.register()"),
    "keras": ("KerasFiles", "KerasFormat.register()"),
  ]

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
  /// - Throws: `SavedModelError` if it is one that no module has registered.
  public static func format(for url: URL) throws(SavedModelError) -> any ModelFormat {
    let name = url.pathExtension.lowercased()
    if let format = registered.withLock({ $0[name] }) { return format }
    if let (module, call) = known[name] {
      throw .formatNotRegistered(file: url.path, module: module, call: call)
    }
    return JSONModelFormat()
  }
}
