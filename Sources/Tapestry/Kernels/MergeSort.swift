import CKernels

/// The loops over sorted keys of one size. See CKernelsOrder.h.
struct KeyLoops: Sendable {
  let size: Int
  private let sortKeys: @Sendable (UnsafeMutableRawPointer, UnsafeMutableRawPointer, Int) -> Void
  /// Merges two runs that follow each other, of `first` and `second` keys: the keys of a range.
  private let merge:
    @Sendable (
      _ runs: UnsafeRawPointer, _ first: Int, _ second: Int, _ to: UnsafeMutableRawPointer,
      Range<Int>
    ) -> Void

  static let bytes4 = KeyLoops(UInt32.self, kernel_sort_keys_u32, kernel_merge_keys_u32)
  static let bytes8 = KeyLoops(UInt64.self, kernel_sort_keys_u64, kernel_merge_keys_u64)

  private init<Key>(
    _: Key.Type,
    _ sort:
      @escaping @Sendable (UnsafeMutablePointer<Key>?, UnsafeMutablePointer<Key>?, Int) ->
      Void,
    _ merge:
      @escaping @Sendable (
        UnsafePointer<Key>?, Int, UnsafePointer<Key>?, Int, UnsafeMutablePointer<Key>?, Int, Int
      ) -> Void
  ) {
    size = MemoryLayout<Key>.size
    sortKeys = { keys, scratch, count in
      sort(
        keys.assumingMemoryBound(to: Key.self), scratch.assumingMemoryBound(to: Key.self), count)
    }
    self.merge = { runs, first, second, to, range in
      let runs = runs.assumingMemoryBound(to: Key.self)
      merge(
        runs, first, runs + first, second, to.assumingMemoryBound(to: Key.self), range.lowerBound,
        range.upperBound)
    }
  }
}

extension KeyLoops {
  /// From this many keys on, all cores sort them.
  private static let many = 1 << 14

  /// The bytes of memory for so many keys and as much scratch memory.
  func byteCount(_ count: Int) -> Int { (2 * count + Int(KERNEL_SORT_ROOM)) * size }

  /// The scratch memory behind the keys.
  private func scratch(_ keys: UnsafeMutableRawPointer, _ count: Int) -> UnsafeMutableRawPointer {
    keys + (count + Int(KERNEL_SORT_ROOM)) * size
  }

  /// Sorts keys on one core, where they are, in memory of `byteCount`.
  func sort(_ keys: UnsafeMutableRawPointer, count: Int) {
    sortKeys(keys, scratch(keys, count), count)
  }

  /// Sorts keys on all cores, in memory of `byteCount`: each core a part, and then the parts are
  /// merged two by two, by all cores at once.
  ///
  /// - Returns: where the sorted keys are.
  func sortOnAllCores(_ keys: UnsafeMutableRawPointer, count: Int) -> UnsafeMutableRawPointer {
    // The ends of parts are multiples of the sizes that are sorted without room behind them.
    var run = count.ceilDivided(by: coreCount).roundedUp(toMultipleOf: 1 << 11)
    guard count >= Self.many, run < count else {
      sort(keys, count: count)
      return keys
    }
    var (from, to) = (keys, scratch(keys, count))
    parallel(count.ceilDivided(by: run), smallest: 2, multiple: 1) {
      for part in $0 {
        let start = part * run
        sortKeys(from + start * size, to + start * size, min(run, count - start))
      }
    }
    while run < count {
      let pieces = (4 * coreCount).ceilDivided(by: count.ceilDivided(by: 2 * run))
      parallel(count.ceilDivided(by: 2 * run) * pieces, smallest: 2, multiple: 1) {
        for index in $0 {
          let start = index / pieces * 2 * run, piece = index % pieces
          let first = min(run, count - start), second = min(run, count - start - first)
          let all = first + second
          merge(
            from + start * size, first, second, to + start * size,
            all * piece / pieces..<all * (piece + 1) / pieces)
        }
      }
      swap(&from, &to)
      run *= 2
    }
    return from
  }
}
