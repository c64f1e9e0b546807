import CZip
import FileAccess
import Foundation

/// A zip archive that is read by libzip.
package final class ZipArchive {
  /// The number of entries.
  package let count: Int
  /// The file that holds it.
  package let file: PlainFile
  fileprivate let archive: OpaquePointer
  fileprivate let source: ZipSource

  /// Opens an archive.
  ///
  /// - Throws: `FileProblem` if the file cannot be read, `ZipProblem` if it is not an archive.
  package init(_ path: String) throws {
    file = try PlainFile(path)
    source = ZipSource(file)
    guard let handle = source.handle() else {
      throw ZipProblem("there is no memory to open it", cure: "close other programs")
    }
    // CHECKCONS would reject archives whose entries other programs can all read.
    guard let archive = zip_open_from_source(handle, ZIP_RDONLY, nil) else {
      zip_source_free(handle)
      throw ZipProblem("it is not a zip archive", cure: "give a file that is one, and is whole")
    }
    self.archive = archive
    count = Int(zip_get_num_entries(archive, 0))
  }

  deinit { zip_discard(archive) }

  /// The entry at an index of the archive's directory.
  ///
  /// - Throws: `ZipProblem` if it cannot be opened.
  package func entry(_ index: Int) throws(ZipProblem) -> ZipEntry {
    var status = zip_stat_t()
    guard zip_stat_index(archive, zip_uint64_t(index), 0, &status) == 0, let name = status.name
    else { throw ZipProblem("its entry \(index) cannot be found") }
    return try ZipEntry(self, index, String(cString: name), status)
  }

  /// The entry with a name.
  ///
  /// - Throws: `ZipProblem` if there is none, or it cannot be opened.
  package func entry(named name: String) throws(ZipProblem) -> ZipEntry {
    let index = zip_name_locate(archive, name, 0)
    guard index >= 0 else {
      throw ZipProblem(
        "it has no entry '\(name)'", cure: "give a file of the kind that its ending says")
    }
    return try entry(Int(index))
  }
}

/// The bytes of an entry, which are read in order.
package final class ZipEntry {
  package let name: String
  /// The number of bytes when it is unpacked.
  package let size: Int
  /// The number of bytes that were read.
  package private(set) var position = 0
  private let archive: ZipArchive
  private let entry: OpaquePointer
  private let isStored: Bool
  private let sum: UInt32
  /// Where in the file the bytes of a stored entry begin; nil until some were read.
  private var start: Int?

  fileprivate init(
    _ archive: ZipArchive, _ index: Int, _ name: String, _ status: zip_stat_t
  ) throws(ZipProblem) {
    let known = UInt64(
      ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD
        | ZIP_STAT_CRC)
    guard status.valid & known == known, let size = Int(exactly: status.size),
      // Deflating reduces bytes to a thousandth at best.
      status.size / 1100 <= status.comp_size, status.comp_size <= archive.file.size
    else {
      throw ZipProblem(
        "its \(status.size) bytes cannot be what a file of \(archive.file.size) bytes holds",
        in: name)
    }
    guard let entry = zip_fopen_index(archive.archive, zip_uint64_t(index), 0) else {
      throw ZipProblem(
        "it cannot be opened: \(String(cString: zip_strerror(archive.archive)))", in: name,
        cure: "write it stored or deflated, without a password")
    }
    self.archive = archive
    self.entry = entry
    self.name = name
    self.size = size
    sum = status.crc
    isStored =
      status.comp_method == UInt16(ZIP_CM_STORE) && status.comp_size == status.size
      && status.encryption_method == UInt16(ZIP_EM_NONE)
  }

  deinit { zip_fclose(entry) }

  /// Fills memory with the next bytes.
  ///
  /// - Throws: `ZipProblem` if the entry ends before, or is damaged.
  package func read(_ bytes: UnsafeMutableRawBufferPointer) throws(ZipProblem) {
    guard !bytes.isEmpty else { return }
    let count = zip_fread(entry, bytes.baseAddress, zip_uint64_t(bytes.count))
    guard count == bytes.count else { throw damaged() }
    if isStored, position == 0 { start = offset(of: UnsafeRawBufferPointer(bytes)) }
    position += bytes.count
  }

  /// The position in the file of the bytes that libzip has just read; nil if it read more than
  /// those.
  private func offset(of bytes: UnsafeRawBufferPointer) -> Int? {
    let offset = archive.source.position - bytes.count
    guard offset >= 0, size <= archive.file.size - offset else { return nil }
    let count = min(bytes.count, 64)
    return withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { found in
      guard (try? archive.file.read(found, at: offset)) != nil else { return nil }
      return found.elementsEqual(bytes.prefix(count)) ? offset : nil
    }
  }

  /// Reads to the end, where libzip compares the checksum.
  ///
  /// - Throws: `ZipProblem` if there are more bytes, or different ones from those written.
  package func finish() throws(ZipProblem) {
    var byte: UInt8 = 0
    guard zip_fread(entry, &byte, 1) == 0 else { throw damaged() }
  }

  /// All bytes; those of a stored entry are mapped, and compared with the checksum nevertheless.
  ///
  /// - Throws: `ZipProblem` if they are damaged, or there is no memory for them.
  package func content() throws(ZipProblem) -> Data {
    // Memory that is not accessed costs nothing.
    guard let memory = malloc(max(size, 1)) else {
      throw ZipProblem("there is no memory for \(size) bytes", in: name, cure: "free memory")
    }
    var isKept = false
    defer { if !isKept { free(memory) } }
    let first = min(size, 64)
    try read(UnsafeMutableRawBufferPointer(start: memory, count: first))
    if let offset = fileOffset(of: 0), let mapped = archive.file.mapped(at: offset, count: size) {
      guard CRC32.checksum(mapped) == sum else {
        throw ZipProblem("it is damaged: its checksum is wrong", in: name)
      }
      return mapped
    }
    try read(UnsafeMutableRawBufferPointer(start: memory + first, count: size - first))
    try finish()
    // Not earlier: for a few bytes, `Data` makes a copy and frees the memory at once.
    isKept = true
    return Data(bytesNoCopy: memory, count: size, deallocator: .free)
  }

  /// Where in the file a byte of a stored entry lies; nil if it is not stored, or if no byte was
  /// read.
  package func fileOffset(of offset: Int) -> Int? { start.map { $0 + offset } }

  private func damaged() -> ZipProblem {
    ZipProblem("it is damaged: \(String(cString: zip_file_strerror(entry)))", in: name)
  }
}
