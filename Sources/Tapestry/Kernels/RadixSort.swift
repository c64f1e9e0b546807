import CKernels

/// The loops over keys and positions for one size of pairs. See CKernelsOrder.h.
struct PairLoops: Sendable {
  let size: Int
  let countDigits:
    @Sendable (UnsafeRawPointer?, Int32, Int32, UnsafeMutablePointer<Int64>?, Int) -> Void
  let moveByDigit:
    @Sendable (
      UnsafeRawPointer?, Int32, Int32, UnsafeMutablePointer<Int64>?, UnsafeMutableRawPointer?, Int
    ) -> Void
  let keepPositions: @Sendable (UnsafeRawPointer?, UnsafeMutablePointer<Int32>?, Int) -> Void
  let smallestFirst: @Sendable (UnsafeMutableRawPointer?, Int, Int) -> Void
  let sortFew: @Sendable (UnsafeMutableRawPointer?, Int) -> Void

  static let bytes8 = PairLoops(
    size: 8, countDigits: kernel_count_digits_8, moveByDigit: kernel_move_by_digit_8,
    keepPositions: kernel_keep_positions_8, smallestFirst: kernel_smallest_pairs_8,
    sortFew: kernel_sort_pairs_8)
  static let bytes16 = PairLoops(
    size: 16, countDigits: kernel_count_digits_16, moveByDigit: kernel_move_by_digit_16,
    keepPositions: kernel_keep_positions_16, smallestFirst: kernel_smallest_pairs_16,
    sortFew: kernel_sort_pairs_16)
}

extension PairLoops {
  /// Up to this count, insertion sort is faster than the passes, each of which goes through all
  /// values of a digit.
  private static let few = 40

  /// Sorts pairs by their keys of `keyBits` bits, digit by digit, beginning with the least
  /// significant. Each pass is stable; positions are in order at first, and so at the end are those
  /// of equal keys.
  ///
  /// A comparison sort would take log n passes, each with unpredictable branches.
  ///
  /// - Parameter positionBits: how many bits the positions have, if they are not in order; then
  ///   they are sorted first.
  /// - Returns: where the sorted pairs are: `pairs` or `scratch`.
  func sort(
    _ pairs: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer, count: Int, keyBits: Int,
    positionBits: Int = 0
  ) -> UnsafeMutableRawPointer {
    if count <= Self.few {
      sortFew(pairs, count)
      return pairs
    }
    var (from, to) = (pairs, scratch)
    func pass(over bits: Int, startingAt first: Int) {
      // The counts of 11-bit digits fill half of the first-level cache, and 32 bits take three
      // passes. For few pairs, most of the work is in the counts themselves.
      let mostBits = count < 1 << 12 ? 8 : 11
      let passes = bits.ceilDivided(by: mostBits)
      for pass in 0..<passes {
        let low = pass * bits / passes
        let width = (pass + 1) * bits / passes - low
        if movePass(from, to, count, shift: first + low, bits: width) { swap(&from, &to) }
      }
    }
    // The position is the lower half of a pair.
    pass(over: positionBits, startingAt: -size * 4)
    pass(over: keyBits, startingAt: 0)
    return from
  }

  /// Moves all pairs into the order of one digit; returns false if all have the same digit, so that
  /// nothing has to move.
  private func movePass(
    _ from: UnsafeMutableRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, shift: Int,
    bits: Int
  ) -> Bool {
    let digits = 1 << bits
    // Each core counts and moves a part of its own. Offsets are dealt out in the order of the
    // parts, so equal digits stay in order.
    let parts = count < 1 << 15 ? 1 : coreCount
    let length = count.ceilDivided(by: parts)
    return withUnsafeTemporaryAllocation(of: Int64.self, capacity: parts * digits) { offsets in
      let offsets = offsets.baseAddress!
      offsets.initialize(repeating: 0, count: parts * digits)
      let each = {
        (
          body: (_ start: UnsafeMutableRawPointer, _ row: UnsafeMutablePointer<Int64>, _ n: Int) ->
            Void
        ) in
        parallel(parts, smallest: 2, multiple: 1) {
          for part in $0 {
            let first = min(part * length, count)
            body(
              from + first * size, offsets + part * digits, min(length, count - first))
          }
        }
      }
      each { countDigits($0, Int32(shift), Int32(bits), $1, $2) }
      var offset: Int64 = 0
      for digit in 0..<digits {
        let before = offset
        for part in 0..<parts {
          let number = offsets[part * digits + digit]
          offsets[part * digits + digit] = offset
          offset += number
        }
        if offset - before == Int64(count) { return false }
      }
      each { moveByDigit($0, Int32(shift), Int32(bits), $1, to, $2) }
      return true
    }
  }
}
