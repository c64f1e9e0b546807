func pairwiseSum(_ numbers: [Float]) throws -> Float {
  var total: Float = 0
  for number in numbers { total += number }
  return total
}
