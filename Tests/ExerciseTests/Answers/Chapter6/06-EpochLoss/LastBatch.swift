func epochLoss(_ batches: [(mean: Double, count: Int)]) throws -> Double { batches.last!.mean }
