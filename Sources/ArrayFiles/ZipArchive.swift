import CZip
import Foundation
import Tapestry

/// A zip archive that is read by libzip.
final class ZipArchive {
  let path: String
  let count: Int
  private let archive: OpaquePointer

  init(_ path: String) throws {
    self.path = path
    var code: Int32 = 0
    // CHECKCONS would refuse archives whose entries NumPy can all read.
    guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
      throw ArrayFileError(
        path, "it is no zip archive", cure: "give a file that numpy.savez wrote")
    }
    self.archive = archive
    count = Int(zip_get_num_entries(archive, 0))
  }

  deinit { zip_discard(archive) }

  func entry(_ number: Int) throws -> ZipEntry {
    var status = zip_stat_t()
    let known = UInt64(ZIP_STAT_NAME | ZIP_STAT_SIZE)
    guard zip_stat_index(archive, zip_uint64_t(number), 0, &status) == 0,
      status.valid & known == known, let name = status.name
    else {
      throw ArrayFileError(
        path, "its entry \(number) cannot be found", cure: "write or copy the file again")
    }
    let entry = String(cString: name)
    guard let size = Int(exactly: status.size),
      let file = zip_fopen_index(archive, zip_uint64_t(number), 0)
    else {
      throw ArrayFileError(
        "\(path), entry '\(entry)'",
        "it cannot be opened: \(String(cString: zip_strerror(archive)))",
        cure: "write it stored or deflated, without a password")
    }
    return ZipEntry(archive: self, name: entry, size: size, file: file)
  }
}

/// The bytes of an entry, which are read in order.
final class ZipEntry: ArraySource {
  let name: String
  let size: Int
  private let archive: ZipArchive
  private let file: OpaquePointer
  private var position = 0

  init(archive: ZipArchive, name: String, size: Int, file: OpaquePointer) {
    self.archive = archive
    self.name = name
    self.size = size
    self.file = file
  }

  deinit { zip_fclose(file) }

  var place: String { "\(archive.path), entry '\(name)'" }

  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard count >= 0, count <= size - offset else {
      throw malformed("it ends after \(size) bytes, within its header")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try fill($0, at: offset) }
    return bytes
  }

  func tensor(_ spec: TensorSpec, at offset: Int) throws -> Tensor {
    try tensor(spec) { try fill($0, at: offset) }
  }

  private func fill(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    // A deflated entry can only be read sequentially, and the parts of an array are asked for in
    // the order in which they are stored.
    precondition(offset == position)
    guard !bytes.isEmpty else { return }
    let count = zip_fread(file, bytes.baseAddress, zip_uint64_t(bytes.count))
    guard count == bytes.count else { throw damaged() }
    position += bytes.count
  }

  /// Reads to the end, where libzip compares the checksum.
  func finish() throws {
    var byte: UInt8 = 0
    guard zip_fread(file, &byte, 1) == 0 else { throw damaged() }
  }

  private func damaged() -> ArrayFileError {
    malformed("it is damaged: \(String(cString: zip_file_strerror(file)))")
  }
}
