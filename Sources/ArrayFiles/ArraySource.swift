import Tapestry

/// Something from which an array is read: a file, or an entry of an archive.
protocol ArraySource: AnyObject {
  /// The path, and the entry if there are several.
  var place: String { get }
  /// The number of bytes.
  var size: Int { get }

  /// Reads some bytes.
  ///
  /// - Throws: `ArrayFileError` if the source ends before that.
  func bytes(at offset: Int, count: Int) throws -> [UInt8]

  /// Reads the elements that begin at a byte.
  ///
  /// - Precondition: the source contains them.
  func tensor(_ spec: TensorSpec, at offset: Int) throws -> Tensor
}

extension ArraySource {
  func malformed(_ problem: String) -> ArrayFileError {
    ArrayFileError(place, problem, cure: "write or copy the file again")
  }

  /// A tensor whose bytes are read into its memory.
  func tensor(
    _ spec: TensorSpec, _ read: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Tensor {
    let tensor = try Tensor.filled(spec) { bytes in
      try read(bytes)
      // A byte that is neither 0 nor 1 is not a valid Bool.
      if spec.dtype == .bool {
        for place in bytes.indices where bytes[place] != 0 { bytes[place] = 1 }
      }
    }
    guard let tensor else {
      throw ArrayFileError(
        place, "there is no memory for \(spec.shape.elementCount * spec.dtype.size) bytes",
        cure: "close other programs")
    }
    return tensor
  }
}
