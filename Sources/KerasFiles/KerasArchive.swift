import CZip
import FileAccess
import Foundation

/// The entries of a zip archive in memory.
struct KerasArchive {
  let data: Data

  /// The bytes of an entry.
  ///
  /// No more memory is allocated than the file can expand to: deflating reduces bytes to a
  /// thousandth at best.
  func entry(_ name: String) throws -> Data {
    try data.withUnsafeBytes { bytes in
      var error = zip_error_t()
      guard
        let source = zip_source_buffer_create(
          bytes.baseAddress, zip_uint64_t(bytes.count), 0, &error)
      else { throw KerasProblem("there is no memory to open it") }
      guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
        zip_source_free(source)
        throw KerasProblem("it is no zip archive")
      }
      defer { zip_discard(archive) }
      var status = zip_stat_t()
      guard zip_stat(archive, name, 0, &status) == 0 else {
        throw KerasProblem("it has no entry '\(name)'")
      }
      guard status.size <= 1100 * UInt64(bytes.count) else {
        throw KerasProblem("its entry '\(name)' cannot have \(status.size) bytes")
      }
      guard let file = zip_fopen(archive, name, 0) else {
        throw KerasProblem("its entry '\(name)' cannot be opened")
      }
      defer { zip_fclose(file) }
      var content = Data(count: Int(status.size))
      let count = content.withUnsafeMutableBytes {
        zip_fread(file, $0.baseAddress, zip_uint64_t($0.count))
      }
      // libzip compares the checksum only at the end of an entry.
      var byte: UInt8 = 0
      guard count == content.count, zip_fread(file, &byte, 1) == 0 else {
        throw KerasProblem("its entry '\(name)' is damaged")
      }
      return content
    }
  }

  /// Writes an archive; an existing file is replaced only when everything has been written.
  ///
  /// Entries are stored uncompressed, since weights hardly become smaller, and all have the same
  /// date, so that equal models give equal bytes.
  static func write(_ entries: [(name: String, data: Data)], to path: String) throws {
    var error = zip_error_t()
    guard let target = zip_source_buffer_create(nil, 0, 0, &error) else {
      throw KerasProblem("there is no memory to write it")
    }
    guard let archive = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error) else {
      zip_source_free(target)
      throw KerasProblem("there is no memory to write it")
    }
    // The archive releases its own reference when it is closed, and the bytes are needed after that.
    zip_source_keep(target)
    defer { zip_source_free(target) }
    let contents = entries.map { NSData(data: $0.data) }
    for (entry, content) in zip(entries, contents) {
      let source = zip_source_buffer(archive, content.bytes, zip_uint64_t(content.length), 0)
      let place = zip_file_add(archive, entry.name, source, 0)
      guard place >= 0, zip_set_file_compression(archive, UInt64(place), ZIP_CM_STORE, 0) == 0,
        zip_file_set_dostime(archive, UInt64(place), 0, 0x21, 0) == 0
      else {
        zip_discard(archive)
        throw KerasProblem("there is no memory to write it")
      }
    }
    guard withExtendedLifetime(contents, { zip_close(archive) == 0 }) else {
      zip_discard(archive)
      throw KerasProblem("there is no memory to write it")
    }
    guard zip_source_open(target) == 0 else {
      throw KerasProblem("there is no memory to write it")
    }
    defer { zip_source_close(target) }
    let draft = try FileDraft(of: path)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = zip_source_read(target, &buffer, zip_uint64_t(buffer.count))
      guard count >= 0 else { throw KerasProblem("what was packed cannot be read back") }
      guard count > 0 else { break }
      try buffer.withUnsafeBytes {
        try draft.write(UnsafeRawBufferPointer(rebasing: $0[..<Int(count)]))
      }
    }
    try draft.finish()
  }
}
