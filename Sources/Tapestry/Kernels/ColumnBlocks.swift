/// Goes through contiguous short rows, a block of them at a time, on all cores. Each block is
/// transposed first: its rows become columns, which vectors process side by side. A loop along a
/// short row would end before it filled a vector.
///
/// - Parameter body: Takes the transposed block, the distance from one element of a row to the
///   next, the number of rows in the block, and which row is its first.
func eachBlockOfColumns<Element>(
  _ elements: UnsafeMutablePointer<Element>, rows: Int, length: Int,
  _ body: (
    _ columns: UnsafeMutablePointer<Element>, _ distance: Int, _ width: Int, _ first: Int
  ) -> Void
) {
  // As wide as a cache line of bytes, so that a block of every type fits into the cache.
  let block = 64
  parallel(rows, smallest: (1 << 16) / length, multiple: block) { part in
    withUnsafeTemporaryAllocation(of: Element.self, capacity: block * length) { columns in
      let columns = columns.baseAddress!
      for first in stride(from: part.lowerBound, to: part.upperBound, by: block) {
        let width = min(block, part.upperBound - first)
        copyPlane(
          elements + first * length, rows: 1, columns: length, to: columns, rows: block,
          columns: 1, size: MemoryLayout<Element>.size, length, width)
        body(columns, block, width, first)
      }
    }
  }
}
