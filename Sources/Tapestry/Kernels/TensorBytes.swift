#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// How the readers and writers of files reach the bytes of tensors.

extension Tensor {
  /// The elements of a spec, whose bytes `fill` writes, all of them; nil if there is no memory for
  /// them.
  ///
  /// Nil and no trap as elsewhere: how much a file asks for is not the program's mistake.
  ///
  /// - Precondition: the number of bytes is an `Int`.
  /// - Throws: what `fill` throws.
  package static func filled(
    _ spec: TensorSpec, by fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows -> Tensor? {
    let byteCount = spec.shape.elementCount * spec.dtype.size
    guard let storage = Storage.make(byteCount: byteCount) else { return nil }
    let tensor = Tensor(spec, in: storage)
    try tensor.withBytes { try fill(UnsafeMutableRawBufferPointer(start: $0, count: byteCount)) }
    return tensor
  }

  /// The elements that stand in an open file from a byte on, which the system reads when somebody
  /// looks at them; nil if they cannot be mapped.
  ///
  /// The file may be closed and removed as long as the tensor lives. To cut it off ends the program
  /// that looks at what is gone: map files only that are replaced as a whole.
  ///
  /// - Precondition: the file holds the bytes.
  package static func mapped(
    _ spec: TensorSpec, from descriptor: Int32, at offset: Int
  ) -> Tensor? {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let before = offset % page
    guard before % spec.dtype.size == 0 else { return nil }
    let byteCount = spec.shape.elementCount * spec.dtype.size
    guard byteCount > 0,
      let storage = Storage.mapping(
        descriptor, at: offset - before, byteCount: before + byteCount)
    else { return nil }
    return Tensor(spec, in: storage, offset: before / spec.dtype.size)
  }

  /// Runs `body` with the bytes of all elements in row-major order.
  ///
  /// - Throws: what `body` throws.
  package func withRowMajorBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let tensor = contiguous()
    return try tensor.withBytes {
      try body(UnsafeRawBufferPointer(start: $0, count: count * dtype.size))
    }
  }
}
