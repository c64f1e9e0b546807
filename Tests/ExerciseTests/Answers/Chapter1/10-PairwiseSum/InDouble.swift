func pairwiseSum(_ numbers: [Float]) throws -> Float {
  Float(numbers.reduce(0.0) { $0 + Double($1) })
}
