import Tapestry

/// Where an array is read from: a file, or an entry of an archive.
protocol ArraySource: AnyObject {
  /// The path, and the entry if there are several.
  var location: String { get }
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
    ArrayFileError(location, problem, cure: "write or copy the file again")
  }

  /// The elements in an open file, large arrays only: the file opens at once, and parts that are
  /// not used are never read. For a few pages, reading costs less.
  ///
  /// - Precondition: the file contains them.
  func mapped(_ spec: TensorSpec, from descriptor: Int32, at offset: Int) -> Tensor? {
    // Booleans are not mapped, since each of them is checked.
    guard spec.shape.elementCount * spec.dtype.size >= 1 << 16, spec.dtype != .bool else {
      return nil
    }
    return Tensor.mapped(spec, from: descriptor, at: offset)
  }

  /// The number of bytes of an array; nil if it overflows.
  func byteCount(_ dimensions: [Int], elementSize: Int) -> Int? {
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

  /// A tensor whose bytes are read into its memory.
  func tensor(
    _ spec: TensorSpec, _ read: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Tensor {
    let tensor = try Tensor.filled(spec) { bytes in
      try read(bytes)
      // A byte that is neither 0 nor 1 is not a valid Bool.
      if spec.dtype == .bool {
        for index in bytes.indices where bytes[index] != 0 { bytes[index] = 1 }
      }
    }
    guard let tensor else {
      throw ArrayFileError(
        location, "there is no memory for \(spec.shape.elementCount * spec.dtype.size) bytes",
        cure: "close other programs")
    }
    return tensor
  }
}
