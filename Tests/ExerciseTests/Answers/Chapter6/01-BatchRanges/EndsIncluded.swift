func batchRanges(count: Int, size: Int, dropRemainder: Bool) throws -> [Range<Int>] {
  let ranges = stride(from: 0, to: count, by: size).map { Range($0...min($0 + size, count)) }
  return dropRemainder ? ranges.filter { $0.count == size + 1 } : ranges
}
