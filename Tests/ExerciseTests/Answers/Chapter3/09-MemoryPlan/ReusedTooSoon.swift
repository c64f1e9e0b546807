func memoryPlan(_ values: [(size: Int, born: Int, dies: Int)]) throws -> [Int] {
  var offsets = [Int](repeating: 0, count: values.count)
  var placed: [Int] = []
  for index in values.indices.sorted(by: { values[$0].size > values[$1].size }) {
    let value = values[index]
    let neighbours = placed.filter {
      values[$0].born < value.dies && value.born < values[$0].dies
    }
    var offset = 0
    for other in neighbours.sorted(by: { offsets[$0] < offsets[$1] }) {
      if offset + value.size <= offsets[other] { break }
      offset = max(offset, offsets[other] + values[other].size)
    }
    offsets[index] = offset
    placed.append(index)
  }
  return offsets
}
