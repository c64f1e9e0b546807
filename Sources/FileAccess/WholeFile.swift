import Foundation

/// Files that are read and written as a whole.
package enum WholeFile {
  /// Writes a file; an existing file is replaced only when everything has been written.
  ///
  /// ```swift
  /// try WholeFile.write(Data("epoch,loss\n".utf8), to: "training.csv")
  /// ```
  ///
  /// Links, devices and read-only files are treated as `FileDraft` describes.
  ///
  /// - Parameter isDurable: whether to wait until the file would survive a power failure.
  /// - Throws: `FileProblem` if it cannot be written; then an existing file remains.
  package static func write(
    _ data: Data, to path: String, isDurable: Bool = true
  ) throws(FileProblem) {
    let draft = try FileDraft(of: path)
    // `withUnsafeBytes` has no typed throws.
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(FileProblem) in try draft.write(bytes) }
    }
    try result.get()
    try draft.finish(isDurable: isDurable)
  }

  /// The content of a file.
  ///
  /// - Throws: `FileProblem` if it cannot be read.
  package static func read(_ path: String) throws(FileProblem) -> Data {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileProblem(path: path, code: errno) }
    defer { close(descriptor) }
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileProblem(path: path, code: errno) }
      guard count > 0 else { return data }
      data.append(contentsOf: buffer[..<count])
    }
  }

  /// The content of a file, which is read when it is first accessed if the file is a regular one:
  /// see `PlainFile.mapped(at:count:)`.
  ///
  /// - Throws: `FileProblem` if it cannot be read.
  package static func mapped(_ path: String) throws(FileProblem) -> Data {
    if !isStream(path) {
      let file = try PlainFile(path)
      if let data = file.mapped(at: 0, count: file.size) { return data }
    }
    return try read(path)
  }

  /// Makes the folder for a file, and all folders on the path to it.
  ///
  /// - Throws: `FileProblem` if one of them cannot be made.
  package static func makeFolder(for path: String) throws(FileProblem) {
    let parts = path.pathParts
    var folder = path.isAbsolutePath ? "" : "."
    for part in parts.dropLast() {
      folder += "/" + part
      if mkdir(folder, 0o777) != 0, errno != EEXIST {
        // An existing folder may be on a read-only disk, or may not be readable.
        let code = errno
        var status = stat()
        guard stat(folder, &status) == 0 else { throw FileProblem(path: path, code: code) }
      }
    }
  }

  /// Whether a path leads to a device, a pipe or a socket, which stores nothing: what is written
  /// there follows what was written before, and there may be nothing to read back.
  package static func isStream(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }
}
