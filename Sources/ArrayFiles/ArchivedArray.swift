import FileAccess
import Tapestry
import ZipFiles

/// An array in an archive, which is read in order.
final class ArchivedArray: ArraySource {
  private let archive: ZipArchive
  private let entry: ZipEntry
  private var isMapped = false

  init(_ archive: ZipArchive, _ index: Int) throws {
    self.archive = archive
    do {
      entry = try archive.entry(index)
    } catch {
      throw ArrayFileError(error, in: archive.file.path)
    }
  }

  var name: String { entry.name }
  var size: Int { entry.size }
  var location: String { ArrayFileError.location(of: entry.name, in: archive.file.path) }

  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard count >= 0, count <= size - offset else {
      throw malformed("it ends after \(size) bytes, within its header")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try fill($0, at: offset) }
    return bytes
  }

  func tensor(_ spec: TensorSpec, at offset: Int) throws -> Tensor {
    if let fileOffset = entry.fileOffset(of: offset),
      let tensor = mapped(spec, from: archive.file.descriptor, at: fileOffset)
    {
      isMapped = true
      return tensor
    }
    return try tensor(spec) { try fill($0, at: offset) }
  }

  private func fill(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    // A deflated entry can only be read sequentially, and the parts of an array are asked for in
    // the order in which they are stored.
    precondition(offset == entry.position)
    do { try entry.read(bytes) } catch { throw ArrayFileError(error, in: archive.file.path) }
  }

  /// Compares what was read with its checksum. What is mapped was not read.
  func finish() throws {
    if isMapped { return }
    do { try entry.finish() } catch { throw ArrayFileError(error, in: archive.file.path) }
  }
}
