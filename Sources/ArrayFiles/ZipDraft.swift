import CZip
import Foundation

/// An archive that is made in memory, because libzip writes files itself, and would not keep links
/// and permissions.
final class ZipDraft {
  private let path: String
  private let archive: OpaquePointer
  private let content: OpaquePointer
  private var isOpen = true

  init(_ path: String) throws {
    self.path = path
    var error = zip_error_t()
    guard let content = zip_source_buffer_create(nil, 0, 0, &error) else {
      throw Self.failed(path, String(cString: zip_error_strerror(&error)))
    }
    guard let archive = zip_open_from_source(content, ZIP_TRUNCATE, &error) else {
      zip_source_free(content)
      throw Self.failed(path, String(cString: zip_error_strerror(&error)))
    }
    // The archive releases its own reference to the bytes when it is closed.
    zip_source_keep(content)
    self.content = content
    self.archive = archive
  }

  deinit {
    if isOpen { zip_discard(archive) }
    zip_source_free(content)
  }

  /// Adds an entry of this many bytes.
  func add(
    _ name: String, byteCount: Int, compressed: Bool,
    fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws {
    // libzip reads the bytes when the archive is closed, and releases them with `free`.
    guard let bytes = malloc(byteCount) else {
      throw Self.failed(path, "there is no memory for \(byteCount) bytes")
    }
    fill(UnsafeMutableRawBufferPointer(start: bytes, count: byteCount))
    guard let source = zip_source_buffer(archive, bytes, zip_uint64_t(byteCount), 1) else {
      free(bytes)
      throw failed()
    }
    let number = zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard number >= 0 else {
      zip_source_free(source)
      throw failed()
    }
    let method = Int32(compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE)
    // The date that NumPy writes, which is the earliest that the format can express: equal arrays
    // give equal files.
    guard zip_set_file_compression(archive, zip_uint64_t(number), method, 0) == 0,
      zip_file_set_dostime(archive, zip_uint64_t(number), 0, 1 << 5 | 1, 0) == 0
    else { throw failed() }
  }

  /// Passes the bytes of the archive to `write`, part by part.
  func finish(_ write: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard zip_close(archive) == 0 else { throw failed() }
    isOpen = false
    guard zip_source_open(content) == 0 else { throw unreadable() }
    defer { zip_source_close(content) }
    let part = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
    defer { part.deallocate() }
    while true {
      let count = zip_source_read(content, part.baseAddress, zip_uint64_t(part.count))
      guard count >= 0 else { throw unreadable() }
      guard count > 0 else { return }
      try write(UnsafeRawBufferPointer(rebasing: part[..<Int(count)]))
    }
  }

  private func failed() -> ArrayFileError {
    Self.failed(path, String(cString: zip_strerror(archive)))
  }

  private func unreadable() -> ArrayFileError {
    Self.failed(path, String(cString: zip_error_strerror(zip_source_error(content))))
  }

  private static func failed(_ path: String, _ problem: String) -> ArrayFileError {
    ArrayFileError(
      path, "it cannot be made: \(problem)", cure: "close other programs, or save fewer arrays")
  }
}
