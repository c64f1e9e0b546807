func memoryPlan(_ values: [(size: Int, born: Int, dies: Int)]) throws -> [Int] {
  var places: [Int] = []
  var free: [Int] = []
  var end = 0
  for (index, value) in values.enumerated() {
    free += (0..<index).filter { values[$0].dies < value.born }.map { places[$0] }
    free.removeAll { place in
      (0..<index).contains { places[$0] == place && values[$0].dies >= value.born }
    }
    if let place = free.min() {
      places.append(place)
    } else {
      places.append(end)
      end += value.size
    }
  }
  return places
}
