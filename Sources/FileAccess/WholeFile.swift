import Foundation

/// Files that are read and written as a whole.
package enum WholeFile {
  /// Writes a file; what was there before is replaced when all is written, and not earlier.
  ///
  /// ```swift
  /// try WholeFile.write(Data("epoch,loss\n".utf8), to: "training.csv")
  /// ```
  ///
  /// Links, devices and files that may not be written are treated as `FileDraft` says.
  ///
  /// - Parameter isDurable: whether to wait until the file would survive a loss of power.
  /// - Throws: `FileProblem` if it cannot be written; what was there stays then.
  package static func write(
    _ data: Data, to path: String, isDurable: Bool = true
  ) throws(FileProblem) {
    let draft = try FileDraft(of: path)
    // `withUnsafeBytes` does not say which errors its closure throws.
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(FileProblem) in try draft.write(bytes) }
    }
    try result.get()
    try draft.finish(isDurable: isDurable)
  }

  /// What a file holds.
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

  /// Makes the folder in which a file is to be, and those on the way to it.
  ///
  /// - Throws: `FileProblem` if one of them cannot be made.
  package static func makeFolder(for path: String) throws(FileProblem) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts.dropLast() {
      folder += "/" + part
      if mkdir(folder, 0o777) != 0, errno != EEXIST {
        // A folder that is there may be on a disk that is read-only, or may not be looked into.
        let code = errno
        var status = stat()
        guard stat(folder, &status) == 0 else { throw FileProblem(path: path, code: code) }
      }
    }
  }

  /// Whether a path leads to a device, a pipe or a socket, which takes bytes and keeps none: what
  /// is written there follows what was written before, and there may be nothing to read.
  package static func isStream(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }
}
