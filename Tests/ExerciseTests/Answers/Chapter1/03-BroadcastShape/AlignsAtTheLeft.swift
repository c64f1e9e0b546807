func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]? {
  let rank = max(a.count, b.count)
  let a = a + [Int](repeating: 1, count: rank - a.count)
  let b = b + [Int](repeating: 1, count: rank - b.count)
  var result: [Int] = []
  for (m, n) in zip(a, b) {
    guard m == n || m == 1 || n == 1 else { return nil }
    result.append(m == 1 ? n : m)
  }
  return result
}
