import Foundation
import Judge

/// One file of a student, as bytes.
enum SubmittedFile {
  /// Why a larger file is rejected.
  static let tooLong = "it has more than \(SourceText.mostBytes) bytes, which no exercise needs"

  /// The bytes, or the reason why they are rejected.
  static func finding(_ bytes: [UInt8]) -> Finding {
    guard bytes.count <= SourceText.mostBytes else { return .refused(tooLong) }
    return .file(bytes)
  }

  /// A file's time; nil if it is implausible, since a file can claim any number.
  static func date(_ seconds: Int) -> Date? {
    // The end of 9999, the last year that is written with four digits.
    1...253_402_300_799 ~= seconds ? Date(timeIntervalSince1970: TimeInterval(seconds)) : nil
  }

  /// Reads a regular file, following no link.
  static func read(_ path: String) -> Finding { read(open(path, flags)) }

  /// How a student's file is opened: following no link, and without waiting for a pipe's writer.
  static let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC

  /// Reads a descriptor that was just opened, while `errno` says why if that failed, and closes it.
  static func read(_ file: Int32) -> Finding {
    guard file >= 0 else {
      return .refused(
        errno == ELOOP
          ? "it is a link, and has to be a file"
          : "it cannot be read: \(String(cString: strerror(errno)))")
    }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return .refused("it is not a regular file")
    }
    return finding([UInt8]((try? handle.read(upToCount: SourceText.mostBytes + 1)) ?? Data()))
  }
}
