// Elements as bytes, for files that store numbers as memory does.

extension Tensor {
  /// A tensor of elements that are contiguous in memory, little-endian and row-major.
  ///
  /// All bytes are copied at once, instead of converting each element: files of weights can be very
  /// large.
  ///
  /// - Precondition: there are as many bytes as the shape and the type need, and each `bool` is 0
  ///   or 1.
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
