func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]? {
  var result: [Int] = []
  for (m, n) in zip(a.reversed(), b.reversed()) {
    guard m == n || m == 1 || n == 1 else { return nil }
    result.insert(m == 1 ? n : m, at: 0)
  }
  return result
}
