import FileAccess
import Foundation
import Tapestry

/// A file with random access.
final class OpenFile: ArraySource {
  private let file: PlainFile

  init(_ path: String) throws {
    do {
      file = try PlainFile(path)
    } catch {
      throw ArrayFileError(error)
    }
  }

  var location: String { file.path }
  var size: Int { file.size }

  /// Reads some bytes of the header. Throws an error if the file ends before that.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard count >= 0, offset >= 0, offset <= size, count <= size - offset else {
      throw malformed("it ends after \(size) bytes, within its header")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try fill($0, at: offset) }
    return bytes
  }

  func tensor(_ spec: TensorSpec, at offset: Int) throws -> Tensor {
    try mapped(spec, from: file.descriptor, at: offset) ?? tensor(spec) { try fill($0, at: offset) }
  }

  /// Reads bfloat16 elements as float32, whose upper half they are, so that all values are exact.
  ///
  /// - Precondition: the file contains them.
  func widened(_ shape: Shape, at offset: Int) throws -> Tensor {
    try tensor(TensorSpec(shape: shape, dtype: .float32)) { bytes in
      let count = bytes.count / 4
      // They are read into the second half of the memory, and from there moved to the front: each
      // is overwritten only after it was moved.
      try fill(UnsafeMutableRawBufferPointer(rebasing: bytes[(2 * count)...]), at: offset)
      for index in 0..<count {
        let upper = bytes.load(fromByteOffset: 2 * (count + index), as: UInt16.self)
        bytes.storeBytes(
          of: UInt32(UInt16(littleEndian: upper)) << 16, toByteOffset: 4 * index, as: UInt32.self)
      }
    }
  }

  private func fill(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    do { try file.read(bytes, at: offset) } catch {
      throw ArrayFileError(error)
    }
  }
}

/// Writes a file that appears whole or not at all.
func writeFile(
  _ url: URL, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
) throws {
  do {
    let draft = try FileDraft(of: url.path)
    try body { try draft.write($0) }
    try draft.finish()
  } catch let problem as FileProblem {
    throw ArrayFileError(problem)
  }
}
