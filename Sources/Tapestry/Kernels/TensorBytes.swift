import Foundation

// How code that reads and writes files accesses the bytes of tensors.

extension Tensor {
  /// A tensor whose bytes `fill` writes, all of them; nil if there is no memory for it.
  ///
  /// Other code traps where this returns nil: the size of a file's contents is not a programming
  /// error.
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

  /// A tensor whose elements are in an open file, from the given byte on, and are read by the
  /// system when they are first touched; nil if they cannot be mapped.
  ///
  /// The file may be closed and removed while the tensor lives. If it is truncated, touching the
  /// missing part kills the program, so map only files that are replaced as a whole.
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

  /// The bytes of all elements in row-major order: the tensor's own and no copy, unless it is a
  /// view in another order.
  package func rowMajorData() -> Data {
    let tensor = contiguous()
    guard tensor.count > 0 else { return Data() }
    // The data keeps the tensor alive, and with it the address.
    return tensor.withBytes { bytes in
      Data(
        bytesNoCopy: bytes, count: tensor.count * tensor.dtype.size,
        deallocator: .custom { _, _ in withExtendedLifetime(tensor) {} })
    }
  }
}
