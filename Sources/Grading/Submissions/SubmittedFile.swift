import Foundation
import Judge

/// One file of a student's, as bytes.
enum SubmittedFile {
  /// More than any exercise needs; a compiler takes minutes for a few megabytes.
  static let mostBytes = 64 * 1024

  /// Why a file with more is not taken.
  static let tooLong = "it has more than \(mostBytes) bytes, which no exercise needs"

  /// Bytes that are taken, or the reason why they are not.
  static func finding(_ bytes: [UInt8]) -> Finding {
    guard bytes.count <= mostBytes else { return .refused(tooLong) }
    return .file(bytes)
  }

  /// Reads a plain file, through no link.
  static func read(_ path: String) -> Finding {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      return .refused(
        errno == ELOOP
          ? "it is a link, and has to be a file"
          : "it cannot be read: \(String(cString: strerror(errno)))")
    }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return .refused("it is no plain file")
    }
    return finding([UInt8]((try? handle.read(upToCount: mostBytes + 1)) ?? Data()))
  }
}
