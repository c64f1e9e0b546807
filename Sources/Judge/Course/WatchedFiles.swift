import Foundation

/// Finds out which files were saved, by polling them.
///
/// ```swift
/// var files = WatchedFiles(paths)
/// files.changes()  // the paths saved since the last call
/// ```
///
/// A change counts when two polls in a row agree and the contents differ: an editor that empties,
/// writes and renames a file makes one change, and a `touch` makes none. A file that disappears for
/// a moment is waited for.
public struct WatchedFiles {
  private struct State: Equatable {
    var file: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  private struct Watched {
    var state: State?
    var pending: State?
    var hash: String?
  }

  private var files: [String: Watched] = [:]

  /// Watches files, from their state at this moment.
  public init(_ paths: [String]) {
    for path in paths {
      files[path] = Watched(state: Self.state(path), pending: nil, hash: Progress.hash(path))
    }
  }

  /// The files that were saved and are complete.
  public mutating func changes() -> [String] {
    var changed: [String] = []
    for path in files.keys.sorted() {
      guard let state = Self.state(path) else { continue }
      if state == files[path]!.state {
        files[path]!.pending = nil
        continue
      }
      guard state == files[path]!.pending else {
        files[path]!.pending = state
        continue
      }
      let hash = Progress.hash(path)
      if hash != files[path]!.hash { changed.append(path) }
      files[path] = Watched(state: state, pending: nil, hash: hash)
    }
    return changed
  }

  private static func state(_ path: String) -> State? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return State(
      file: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int(time.tv_sec),
      nanoseconds: Int(time.tv_nsec))
  }
}
