extension Tensor {
  /// Whether no element is infinite or NaN.
  ///
  /// - Precondition: the elements are floating-point numbers.
  var hasOnlyFiniteElements: Bool {
    switch dtype {
    case .float16: isFree(ofExponent: 0x7C00 as UInt16, lowestBit: 0x0400)
    case .float32: isFree(ofExponent: 0x7F80_0000 as UInt32, lowestBit: 0x0080_0000)
    default: isFree(ofExponent: 0x7FF0_0000_0000_0000 as UInt64, lowestBit: 0x0010_0000_0000_0000)
    }
  }

  /// Whether no element has all bits of the exponent set.
  ///
  /// Adding the exponent's lowest bit to such an element carries into the sign bit, so the loop
  /// needs no branch and is vectorized. Stopping at the first such element would cost more than it
  /// saves, since there usually is none.
  private func isFree<Bits: FixedWidthInteger & BitwiseCopyable>(
    ofExponent exponent: Bits, lowestBit: Bits
  ) -> Bool {
    contiguous().withElements(as: Bits.self) { first in
      var carries: Bits = 0
      for index in 0..<count { carries |= (first[index] & exponent) &+ lowestBit }
      return carries.leadingZeroBitCount > 0
    }
  }
}
