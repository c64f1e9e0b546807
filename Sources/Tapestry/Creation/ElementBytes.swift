// Elements as bytes, for files whose layout of numbers is that of memory.

extension Tensor {
  /// A tensor of elements that stand in memory one after the other, little-endian and row-major.
  ///
  /// One copy of all bytes, in place of a conversion of each element: files of weights are as large
  /// as a disk lets them be.
  ///
  /// - Precondition: there are as many bytes as the shape and the type need, and a `bool` is 0 or
  ///   1.
  package init(bytes: UnsafeRawBufferPointer, _ spec: TensorSpec) {
    let size = spec.shape.elementCount * spec.dtype.size
    guard bytes.count == size else {
      misuse(
        "Tensor", "\(bytes.count) bytes for \(spec)", cure: "give \(size) bytes")
    }
    self.init(uninitialized: spec.shape, dtype: spec.dtype)
    guard size > 0 else { return }
    withBytes { $0.copyMemory(from: bytes.baseAddress!, byteCount: size) }
  }

  /// Runs `body` with the elements' bytes, little-endian and row-major.
  package func withElementBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let dense = contiguous()
    return try dense.withBytes {
      try body(UnsafeRawBufferPointer(start: $0, count: count * dtype.size))
    }
  }
}
