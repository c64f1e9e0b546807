import Foundation

/// A file that is being written: its content appears under its path all at once when it is
/// finished; until then the previous file remains.
///
/// ```swift
/// let draft = try FileDraft(of: "model.json")
/// try draft.write(bytes)
/// try draft.finish()
/// ```
///
/// The bytes go into a temporary file in the same folder, which then takes the place of the file.
/// Three things are not replaced this way:
///
/// - a link: the file that it points to is written, and the link remains;
/// - a device, a pipe or a socket: the bytes go straight into it, as in a shell;
/// - a read-only file: the permissions of its folder would allow replacing it, and root may do
///   anything, but it was made read-only for a reason.
///
/// A finished file survives a power failure: its bytes reach the disk before it takes its place,
/// and its new name before `finish` returns. Otherwise the disk may have the name but not the
/// bytes, with the previous file gone too. That costs one wait for the disk, from a tenth of a
/// millisecond to some twenty; a file that is written often and may be lost, such as a log, need
/// not wait.
///
/// A program that is killed leaves its draft behind, which the next draft of the same file removes.
/// To tell such a draft from one that another program is writing at that moment, each is locked
/// while it is written; the system releases the lock of a program that ends, however it ends.
package final class FileDraft {
  private let path: String
  /// The path of the file that links point to.
  private let target: String
  /// The file beside the target; nil if the bytes go straight into the target.
  private var draft: String?
  private var descriptor: Int32 = -1
  private var written = 0
  /// How many of the written bytes the disk was already asked to store.
  private var handedOver = 0

  /// Starts to write a file.
  ///
  /// - Throws: `FileProblem` if it cannot be written.
  package init(of path: String) throws(FileProblem) {
    self.path = path
    var status = stat()
    let exists = stat(path, &status) == 0
    if !exists && errno != ENOENT { throw FileProblem(path: path, code: errno) }
    if exists { try Self.requireWritable(path, status) }
    let isPlain = !exists || status.isPlainFile
    let target = isPlain ? try Self.end(ofLinksFrom: path) : path
    self.target = target
    guard isPlain, !exists || Self.isSame(target, status) else {
      descriptor = open(path, O_WRONLY | O_CLOEXEC | (isPlain ? O_TRUNC : 0))
      guard descriptor >= 0 else { throw FileProblem(path: path, code: errno) }
      return
    }
    removeAbandonedDrafts()
    try openDraft()
    guard exists else { return }
    // Permissions and owner are those of the previous file; only root may change the owner, and
    // other users keep their own.
    fchmod(descriptor, status.st_mode & 0o7777)
    _ = fchown(descriptor, status.st_uid, status.st_gid)
  }

  /// Adds bytes.
  ///
  /// - Throws: `FileProblem` if they cannot be written; then the previous file remains.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FileProblem) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.partSize))
      let count = Foundation.write(descriptor, part.baseAddress, part.count)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw FileProblem(path: path, code: errno)
      }
      rest = rest.dropFirst(count)
      written += count
      if written - handedOver >= Self.partSize { handOver() }
    }
  }

  private static let partSize = 8 << 20

  /// Has the disk begin with what was written, so that it does not wait until everything is
  /// written.
  private func handOver() {
    #if os(Linux)
      // The name of this call says that the bytes are no longer needed, for which they must be on
      // the disk first: the system begins to write them, and does not wait. `sync_file_range` would
      // state the intent, but Swift does not import it.
      posix_fadvise(
        descriptor, off_t(handedOver), off_t(written - handedOver), POSIX_FADV_DONTNEED)
    #endif
    handedOver = written
  }

  /// Puts the file under its name.
  ///
  /// - Parameter isDurable: whether to wait until it would survive a power failure.
  /// - Throws: `FileProblem` if that is not possible; then the previous file remains.
  package func finish(isDurable: Bool = true) throws(FileProblem) {
    // The lock is held until the draft has its final name, so that no other program takes it for an
    // abandoned one.
    defer { close() }
    guard let draft else { return }
    if isDurable, !Self.flush(descriptor) { throw FileProblem(path: path, code: errno) }
    guard rename(draft, target) == 0 else { throw FileProblem(path: path, code: errno) }
    self.draft = nil
    if isDurable { flushFolder() }
  }

  /// Waits until everything written is on the disk, and not only in the system's memory.
  ///
  /// - Returns: whether it is, as far as the file system can tell; some do not support it.
  private static func flush(_ descriptor: Int32) -> Bool {
    #if canImport(Darwin)
      // On macOS, `fsync` leaves the bytes in the disk's memory.
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return true }
    #endif
    while fsync(descriptor) != 0 {
      if errno == EINTR { continue }
      return errno == EINVAL || errno == ENOTSUP || errno == ENOSYS
    }
    return true
  }

  /// Waits until the new name is on the disk. The file already has it, so nothing is thrown: the
  /// previous file cannot come back.
  private func flushFolder() {
    let folder = open(Self.folder(of: target), O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    _ = Self.flush(folder)
    Foundation.close(folder)
  }

  deinit { close() }

  private func close() {
    if let draft { unlink(draft) }
    draft = nil
    if descriptor >= 0 { Foundation.close(descriptor) }
    descriptor = -1
  }

  // MARK: Where to write

  private static func requireWritable(_ path: String, _ status: stat) throws(FileProblem) {
    if status.kind == S_IFDIR { throw FileProblem(path: path, code: EISDIR) }
    guard status.st_mode & 0o222 != 0, access(path, W_OK) == 0 else {
      throw FileProblem(
        path: path, problem: "it is read-only",
        cure: "allow writing, chmod u+w, or use a different path")
    }
  }

  /// The target of a path through links, the last of which may point to a file that does not exist
  /// yet.
  private static func end(ofLinksFrom path: String) throws(FileProblem) -> String {
    var end = path
    for _ in 0..<40 {
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = buffer.withUnsafeMutableBytes {
        readlink(end, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
      }
      guard count >= 0 else { return end }
      let next = String(decoding: buffer[..<count], as: UTF8.self)
      end = next.isAbsolutePath ? next : folder(of: end) + "/" + next
    }
    throw FileProblem(path: path, code: ELOOP)
  }

  /// Whether a path leads to the file with this status. The path of an open file in /proc need not,
  /// since the file may have been removed.
  private static func isSame(_ path: String, _ status: stat) -> Bool {
    var own = stat()
    return stat(path, &own) == 0 && own.st_dev == status.st_dev && own.st_ino == status.st_ino
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.unicodeScalars.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  // MARK: Drafts

  /// The prefix of the names of all drafts of the target, cut to the longest name that a file may
  /// have.
  private var draftPrefix: String {
    let name = target.pathParts.last ?? ""
    return "." + String(decoding: name.utf8.prefix(200), as: UTF8.self) + "."
  }

  private static let draftSuffix = ".draft"
  private static let digitCount = 16

  private func openDraft() throws(FileProblem) {
    while true {
      let number = String(UInt64.random(in: .min ... .max), radix: 16)
      let digits = String(repeating: "0", count: Self.digitCount - number.count) + number
      let draft = Self.folder(of: target) + "/" + draftPrefix + digits + Self.draftSuffix
      descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        throw FileProblem(path: path, code: errno)
      }
      flock(descriptor, LOCK_EX)
      // Between its creation and its locking, it may have been taken for abandoned.
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 {
        self.draft = draft
        return
      }
      Foundation.close(descriptor)
    }
  }

  /// Removes drafts that no program is writing.
  private func removeAbandonedDrafts() {
    let folder = Self.folder(of: target)
    let prefix = draftPrefix
    let length = prefix.count + Self.digitCount + Self.draftSuffix.count
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.count == length && name.hasPrefix(prefix) && name.hasSuffix(Self.draftSuffix) {
      let other = open(folder + "/" + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard other >= 0 else { continue }
      if flock(other, LOCK_EX | LOCK_NB) == 0 { unlink(folder + "/" + name) }
      Foundation.close(other)
    }
  }
}

extension stat {
  fileprivate var kind: mode_t { st_mode & S_IFMT }
  fileprivate var isPlainFile: Bool { kind == S_IFREG }
}
