import CZip
import Foundation

/// The entries of a zip archive in memory.
struct KerasArchive {
  let data: Data

  /// The bytes of an entry.
  ///
  /// No more memory is asked for than deflating could have made of the file: a thousandth, at best.
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
      guard count == content.count else {
        throw KerasProblem("its entry '\(name)' is damaged")
      }
      return content
    }
  }
}
