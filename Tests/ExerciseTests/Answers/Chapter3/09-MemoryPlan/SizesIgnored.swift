func memoryPlan(_ values: [(size: Int, born: Int, dies: Int)]) throws -> [Int] {
  var offsets: [Int] = []
  var free: [Int] = []
  var end = 0
  for (index, value) in values.enumerated() {
    free += (0..<index).filter { values[$0].dies < value.born }.map { offsets[$0] }
    free.removeAll { offset in
      (0..<index).contains { offsets[$0] == offset && values[$0].dies >= value.born }
    }
    if let offset = free.min() {
      offsets.append(offset)
    } else {
      offsets.append(end)
      end += value.size
    }
  }
  return offsets
}
