func epochLoss(_ batches: [(mean: Double, count: Int)]) throws -> Double {
  let sum = batches.reduce(0) { $0 + $1.mean * Double($1.count) }
  return sum / Double(batches.reduce(0) { $0 + $1.count })
}
