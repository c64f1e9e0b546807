import Tapestry

/// Files of Keras models.
public enum KerasFiles {
  /// Has Keras's format used for all paths that end in `.h5` or `.hdf5`.
  ///
  /// ```swift
  /// KerasFiles.register()
  /// try ModelFormats.format(for: URL(fileURLWithPath: "model.h5")) is KerasH5Format  // true
  /// ```
  public static func register() {
    ModelFormats.register(KerasH5Format(), for: ["h5", "hdf5"])
  }
}
