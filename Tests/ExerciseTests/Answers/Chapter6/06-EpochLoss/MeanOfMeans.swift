func epochLoss(_ batches: [(mean: Double, count: Int)]) throws -> Double {
  batches.reduce(0) { $0 + $1.mean } / Double(batches.count)
}
