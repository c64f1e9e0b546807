import Tapestry

/// Files of Keras models.
public enum KerasFiles {
  /// Makes all paths that end in `.h5`, `.hdf5` or `.keras` use Keras's formats.
  ///
  /// ```swift
  /// KerasFiles.register()
  /// try ModelFormats.format(for: URL(fileURLWithPath: "model.h5")) is KerasH5Format  // true
  /// ```
  public static func register() {
    ModelFormats.register(KerasH5Format(), for: ["h5", "hdf5"])
    ModelFormats.register(KerasArchiveFormat(), for: ["keras"])
  }
}
