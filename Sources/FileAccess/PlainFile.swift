import Foundation

/// A regular file that is open for reading at any position.
package final class PlainFile {
  /// The path, as it was given.
  package let path: String
  /// The number of bytes when it was opened.
  package let size: Int
  /// The descriptor for system calls.
  package let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: `FileProblem` if it cannot be read, or is a pipe or a device, whose size is unknown.
  package init(_ path: String) throws(FileProblem) {
    self.path = path
    // Without blocking: a pipe is rejected, and there may never be anything to read from it.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileProblem(path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileProblem(
        path: path, problem: "it is not a regular file, whose size is known",
        cure: "copy it into a file first")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills memory with the bytes from a position on.
  ///
  /// - Throws: `FileProblem` if the file has become shorter, or cannot be read.
  package func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileProblem) {
    var done = 0
    while done < bytes.count {
      let count = pread(
        descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileProblem(path: path, code: errno) }
      guard count > 0 else {
        throw FileProblem(
          path: path, problem: "it was cut off while it was read", cure: "copy it again")
      }
      done += count
    }
  }

  /// Some bytes, which the system reads when they are first accessed; nil if they cannot be mapped.
  ///
  /// The file may be closed and replaced while they are used. Truncating it kills a program that
  /// accesses the missing bytes.
  ///
  /// - Precondition: the file has these bytes.
  package func mapped(at offset: Int, count: Int) -> Data? {
    guard count > 0 else { return Data() }
    let before = offset % Int(sysconf(Int32(_SC_PAGESIZE)))
    let length = before + count
    let pages = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, off_t(offset - before))
    guard let pages, pages != MAP_FAILED else { return nil }
    return Data(
      bytesNoCopy: pages + before, count: count,
      deallocator: .custom { start, _ in munmap(start - before, length) })
  }
}
