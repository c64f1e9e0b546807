import FileAccess
import Foundation
import Tapestry

/// A file with random access.
final class OpenFile: ArraySource {
  let path: String
  let size: Int
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    // Without blocking: a pipe is refused, and there may never be anything to read from it.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.error(FileProblem(path: path, code: errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ArrayFileError(
        path, "it is no plain file, whose size is known", cure: "copy it into a file first")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  var place: String { path }

  static func error(_ problem: FileProblem) -> ArrayFileError {
    ArrayFileError(problem.path, problem.problem, cure: problem.cure)
  }

  /// Reads some bytes of the header. Throws an error if the file ends before that.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard count >= 0, offset >= 0, offset <= size, count <= size - offset else {
      throw malformed("it ends after \(size) bytes, within its header")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try fill($0, at: offset) }
    return bytes
  }

  /// The elements that begin at a byte. Large arrays are mapped: the file opens at once, and parts
  /// that are not used are never read.
  ///
  /// - Precondition: the file contains them.
  func tensor(_ spec: TensorSpec, at offset: Int) throws -> Tensor {
    let byteCount = spec.shape.elementCount * spec.dtype.size
    // Booleans are not mapped, since each of them is checked.
    if byteCount >= Self.smallestMapped, spec.dtype != .bool,
      let tensor = Tensor.mapped(spec, from: descriptor, at: offset)
    {
      return tensor
    }
    return try tensor(spec) { try fill($0, at: offset) }
  }

  /// For a few pages, reading costs less than mapping.
  private static let smallestMapped = 1 << 16

  private func fill(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    var done = 0
    while done < bytes.count {
      let count = pread(
        descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw count == 0
          ? malformed("it was cut off while it was read")
          : Self.error(FileProblem(path: path, code: errno))
      }
      done += count
    }
  }

  /// The number of bytes of an array; nil if it overflows.
  static func byteCount(_ dimensions: [Int], elementSize: Int) -> Int? {
    // A size of 0 hides an overflow of the others in the product, but not in strides.
    var count = elementSize
    for dimension in dimensions where dimension != 0 {
      guard dimension > 0 else { return nil }
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: dimension)
      if isTooLarge { return nil }
      count = product
    }
    return dimensions.contains(0) ? 0 : count
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
    throw OpenFile.error(problem)
  }
}
