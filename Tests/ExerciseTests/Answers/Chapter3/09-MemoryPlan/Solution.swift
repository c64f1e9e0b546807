func memoryPlan(_ values: [(size: Int, born: Int, dies: Int)]) throws -> [Int] {
  var places = [Int](repeating: 0, count: values.count)
  var placed: [Int] = []
  for index in values.indices.sorted(by: { values[$0].size > values[$1].size }) {
    let value = values[index]
    let neighbours = placed.filter {
      values[$0].born <= value.dies && value.born <= values[$0].dies
    }
    var place = 0
    for other in neighbours.sorted(by: { places[$0] < places[$1] }) {
      if place + value.size <= places[other] { break }
      place = max(place, places[other] + values[other].size)
    }
    places[index] = place
    placed.append(index)
  }
  return places
}
