/// Reads a tensor from a file in the IDX format, in which MNIST's images and labels are published.
///
/// ```swift
/// let images = try readIDX("train-images-idx3-ubyte")   // uint8, (60000, 28, 28)
/// let labels = try readIDX("train-labels-idx1-ubyte")   // uint8, (60000,)
/// let digits = Dataset.fromTensorSlices((images, labels))
/// ```
///
/// - Parameter compression: how the file is compressed; the published ones are `.gzip`.
/// - **Shapes:** the shape in the file.
/// - **DTypes:** `uint8`, `int8`, `int16`, `int32`, `float32`, `float64`.
/// - Throws: `DatasetError` if the file cannot be read, is in another format, or is longer or
///   shorter than its header says.
/// - **Source:** LeCun, Cortes, Burges: The MNIST database of handwritten digits.
public func readIDX(_ path: String, compression: FileCompression = .none) throws -> Tensor {
  let file = try FileReader(path, compression)
  let magic = try file.read(4)
  guard magic.count == 4, magic[0] == 0, magic[1] == 0, let dtype = idxTypes[magic[2]] else {
    let isCompressed = Inflater.isGzip(magic)
    throw DatasetError.malformed(
      file: path, location: "byte 0",
      found: isCompressed ? "the beginning of a gzip file" : "\(magic)",
      expected: isCompressed
        ? "the beginning of an IDX file, or compression: .gzip in the call,"
        : "0, 0, a type (8, 9, 11, 12, 13 or 14) and the number of dimensions")
  }
  let rank = Int(magic[3])
  let sizes = try file.read(4 * rank)
  guard sizes.count == 4 * rank else {
    throw DatasetError.malformed(
      file: path, location: "byte 4", found: "\(sizes.count) bytes",
      expected: "the sizes of \(rank) dimensions")
  }
  let dimensions = (0..<rank).map { axis in
    sizes[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) }
  }
  // Bytes are read before memory is allocated for the elements, since a file may claim any size.
  let claimed = dimensions.reduce((size: dtype.size, isTooLarge: false)) { product, dimension in
    let (size, overflow) = product.size.multipliedReportingOverflow(by: max(dimension, 1))
    return (size, product.isTooLarge || overflow)
  }
  let byteCount = dimensions.contains(0) ? 0 : claimed.size
  let bytes = try file.read(claimed.isTooLarge ? .max : byteCount)
  guard !claimed.isTooLarge, bytes.count == byteCount, try file.peek().isEmpty else {
    throw DatasetError.malformed(
      file: path, location: "byte \(4 + 4 * rank)",
      found: bytes.count < byteCount || claimed.isTooLarge
        ? "\(bytes.count) bytes" : "more than \(byteCount) bytes",
      expected: "\(dtype) elements of \(dimensions)")
  }
  return Tensor(bigEndian: bytes, shape: Shape(dimensions), dtype: dtype)
}

/// The element types, by their codes in the format.
private let idxTypes: [UInt8: DType] = [
  0x08: .uint8, 0x09: .int8, 0x0b: .int16, 0x0c: .int32, 0x0d: .float32, 0x0e: .float64,
]

extension Tensor {
  /// A tensor of big-endian elements.
  fileprivate init(bigEndian bytes: [UInt8], shape: Shape, dtype: DType) {
    self.init(uninitialized: shape, dtype: dtype)
    let size = dtype.size
    withBytes { target in
      for start in stride(from: 0, to: bytes.count, by: size) {
        for byte in 0..<size {
          target.storeBytes(
            of: bytes[start + size - 1 - byte], toByteOffset: start + byte, as: UInt8.self)
        }
      }
    }
  }
}
