import CKernels
import Testing

@testable import Tapestry

/// Keys of several kinds: any, few distinct, ordered, in reverse, mostly the largest.
private func keys<Key: FixedWidthInteger>(_ count: Int, kind: Int, _: Key.Type) -> [Key] {
  var state: UInt64 = 1
  return (0..<count).map { index in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let any = Key(truncatingIfNeeded: state >> 20)
    return switch kind {
    case 0: any
    case 1: any % 5
    case 2: Key(index)
    case 3: Key(count - index)
    default: any % 3 == 0 ? any : .max
    }
  }
}

private func check<Key: FixedWidthInteger>(
  _ count: Int, _ key: Key.Type, _ loops: KeyLoops, onAllCores: Bool
) {
  for kind in 0..<5 {
    let unsorted = keys(count, kind: kind, key)
    withUnsafeTemporaryAllocation(byteCount: loops.byteCount(count), alignment: 64) { memory in
      var sorted = memory.baseAddress!
      sorted.assumingMemoryBound(to: Key.self).initialize(from: unsorted, count: count)
      if onAllCores {
        sorted = loops.sortOnAllCores(sorted, count: count)
      } else {
        loops.sort(sorted, count: count)
      }
      let found = Array(
        UnsafeBufferPointer(start: sorted.assumingMemoryBound(to: Key.self), count: count))
      let isSorted = found == unsorted.sorted()
      #expect(isSorted, "\(count) keys of kind \(kind)")
    }
  }
}

@Test(arguments: [
  0, 1, 2, 8, 9, 16, 17, 63, 64, 65, 100, 255, 256, 257, 500, 513, 1000, 1025, 1537, 2047, 2048,
  2049, 3000, 4096, 5001, 20_000,
])
func `keys of any number are sorted as Swift sorts them`(count: Int) {
  check(count, UInt32.self, .bytes4, onAllCores: false)
  check(count, UInt64.self, .bytes8, onAllCores: false)
}

@Test(arguments: [100, 16_384, 16_385, 50_001, 200_000])
func `all cores sort keys as one does`(count: Int) {
  check(count, UInt32.self, .bytes4, onAllCores: true)
  check(count, UInt64.self, .bytes8, onAllCores: true)
}

@Test func `each part of two merged runs is that of all their keys in order`() {
  for (first, second) in [
    (0, 0), (1, 0), (0, 40), (5, 3), (16, 16), (17, 40), (100, 3), (200, 199),
  ] {
    for kind in [0, 1, 4] {
      let a = keys(first, kind: kind, UInt64.self).sorted()
      let b = keys(second, kind: kind, UInt64.self).map { $0 ^ 1 }.sorted()
      let all = (a + b).sorted()
      for start in stride(from: 0, through: all.count, by: 7) {
        for end in [start, (start + all.count + 1) / 2, all.count] {
          var merged = [UInt64](repeating: 7, count: all.count)
          kernel_merge_keys_u64(a, first, b, second, &merged, start, end)
          let expected = all.indices.map { start <= $0 && $0 < end ? all[$0] : 7 }
          let isMerged = merged == expected
          #expect(isMerged, "\(start) to \(end) of \(first) and \(second) keys")
        }
      }
    }
  }
}
