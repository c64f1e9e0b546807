func memoryPlan(_ values: [(size: Int, born: Int, dies: Int)]) throws -> [Int] {
  var end = 0
  return values.map { value in
    defer { end += value.size }
    return end
  }
}
