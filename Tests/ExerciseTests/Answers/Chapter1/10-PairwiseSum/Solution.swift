func pairwiseSum(_ numbers: [Float]) throws -> Float {
  func sum(_ range: Range<Int>) -> Float {
    guard range.count > 8 else {
      var total: Float = 0
      for index in range { total += numbers[index] }
      return total
    }
    let middle = range.lowerBound + range.count / 2
    return sum(range.lowerBound..<middle) + sum(middle..<range.upperBound)
  }
  return sum(0..<numbers.count)
}
