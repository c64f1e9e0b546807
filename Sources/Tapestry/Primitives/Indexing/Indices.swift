import CKernels

/// Indices in the form that kernels take: contiguous, as `int32` or `int64`.
struct Indices {
  /// The indices, contiguous.
  let tensor: Tensor

  /// The indices of a tensor of integers.
  init(_ x: Tensor) {
    switch x.dtype {
    case .int32, .int64: tensor = x.contiguous()
    default: tensor = convert(x, to: .int32)
    }
  }

  /// Indices into a dimension of the given size; throws if one is out of range.
  init(_ x: Tensor, below size: Int, in operation: String) throws(InvalidUse) {
    self.init(x)
    guard let position = firstOutside(0..<size) else { return }
    throw InvalidUse(
      operation,
      "index \(self[position]) (element \(position) of the indices) is out of range for a "
        + "dimension of size \(size)",
      cure: size == 0 ? "the dimension is empty" : "use an index from 0 to \(size - 1)")
  }

  var count: Int { tensor.count }
  /// Whether the indices have 64 bits.
  var isWide: Bool { tensor.dtype == .int64 }
  /// The same for kernels.
  var wide: Int32 { isWide ? 1 : 0 }

  subscript(position: Int) -> Int {
    isWide
      ? tensor.withElements(as: Int.self) { $0[position] }
      : tensor.withElements(as: Int32.self) { Int($0[position]) }
  }

  /// Runs `body` with the address of the index at a position, as kernels take it.
  func withAddress<Result>(
    of position: Int = 0, _ body: (UnsafeMutableRawPointer) throws -> Result
  ) rethrows -> Result {
    try tensor.withBytes { try body($0 + position * tensor.dtype.size) }
  }

  /// The position of the first index that is not in a range.
  func firstOutside(_ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return count == 0 ? nil : 0 }
    let pieceLength = 1 << 16
    let pieces = count.ceilDivided(by: pieceLength)
    func search(_ piece: Int) -> Int? {
      let start = piece * pieceLength
      let length = min(pieceLength, count - start)
      let position = withAddress(of: start) {
        kernel_first_outside($0, wide, Int64(range.lowerBound), Int64(range.upperBound), length)
      }
      return position < length ? start + position : nil
    }
    if pieces <= 1 { return pieces == 0 ? nil : search(0) }
    // The pieces only note whether they have one; the first that has is then searched again.
    return withUnsafeTemporaryAllocation(of: Bool.self, capacity: pieces) { isOutside in
      parallel(pieces, smallest: 2, multiple: 1) {
        for piece in $0 { isOutside[piece] = search(piece) != nil }
      }
      return isOutside.firstIndex(of: true).flatMap(search)
    }
  }
}
