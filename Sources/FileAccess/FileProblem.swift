import Foundation

/// Why a file cannot be read or written, in plain words: `NSCocoaErrorDomain Code=513` does not
/// tell anyone what to do.
package struct FileProblem: Error, Equatable, CustomStringConvertible {
  /// The path, as it was given.
  package let path: String
  /// What is wrong.
  package let problem: String
  /// What to do about it.
  package let cure: String

  package init(path: String, problem: String, cure: String) {
    self.path = path
    self.problem = problem
    self.cure = cure
  }

  /// The path, the problem and the cure.
  package var description: String { "'\(path)': \(problem)\n  cure: \(cure)" }

  /// The problem that a system call reported.
  ///
  /// - Parameter code: `errno` after the call.
  package init(path: String, code: Int32) {
    let (problem, cure) =
      switch code {
      case ENOENT: ("there is no such file or folder", "make its folder first, or correct the path")
      case ENOTDIR: ("a part of its path is a file and not a folder", "correct the path")
      case EISDIR: ("it is a folder", "give the path of a file")
      case EACCES, EPERM:
        ("permission is denied", "ask for access to it and to its folder, or use a different path")
      case EROFS: ("its disk is read-only", "use a path on a disk that can be written")
      case ENOSPC, EDQUOT:
        ("the disk is full", "free disk space, or use a path on a different disk")
      case ELOOP: ("its links lead back to themselves", "correct the links")
      case ENAMETOOLONG: ("its name is too long", "use a shorter name")
      case ENXIO: ("nothing listens at it", "give the path of a regular file")
      default: (String(cString: strerror(code)), "use a different path")
      }
    self.init(path: path, problem: problem, cure: cure)
  }
}
