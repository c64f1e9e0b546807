func batchRanges(count: Int, size: Int, dropRemainder: Bool) throws -> [Range<Int>] {
  let whole = (0..<count / size).map { $0 * size..<($0 + 1) * size }
  return dropRemainder ? whole : whole + [count / size * size..<count]
}
