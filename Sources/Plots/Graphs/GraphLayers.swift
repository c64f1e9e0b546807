/// The first two steps of laying out a diagram: choosing the arrows to reverse, and a layer for
/// every box.
enum GraphLayers {
  /// Which arrows close a cycle: those that a depth-first walk finds to lead back to its own path.
  static func reversals(count: Int, _ edges: [(from: Int, to: Int)]) -> [Bool] {
    var outgoing = [[Int]](repeating: [], count: count)
    for (index, edge) in edges.enumerated() { outgoing[edge.from].append(index) }
    var isReversed = [Bool](repeating: false, count: edges.count)
    var (isOnPath, isDone) = (
      [Bool](repeating: false, count: count), [Bool](repeating: false, count: count)
    )
    for start in 0..<count where !isDone[start] {
      // An explicit stack, because recursion would overflow on a long chain.
      var stack = [(node: start, next: 0)]
      isOnPath[start] = true
      while let (node, next) = stack.last {
        if next == outgoing[node].count {
          isOnPath[node] = false
          isDone[node] = true
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let edge = outgoing[node][next]
        let target = edges[edge].to
        if isOnPath[target] {
          isReversed[edge] = target != node
        } else if !isDone[target] {
          isOnPath[target] = true
          stack.append((target, 0))
        }
      }
    }
    return isReversed
  }

  /// The layer of each box, which is the number of arrows on the longest path to it. A box that no
  /// arrow leads to is directly above the first box that it leads to.
  static func longest(
    count: Int, _ edges: [(from: Int, to: Int, length: Int)]
  ) -> [Int] {
    var layer = [Int](repeating: 0, count: count)
    var incoming = [Int](repeating: 0, count: count)
    var outgoing = [[Int]](repeating: [], count: count)
    for (index, edge) in edges.enumerated() {
      incoming[edge.to] += 1
      outgoing[edge.from].append(index)
    }
    let sources = (0..<count).filter { incoming[$0] == 0 }
    var ready = sources
    while let node = ready.popLast() {
      for index in outgoing[node] {
        let edge = edges[index]
        layer[edge.to] = max(layer[edge.to], layer[node] + edge.length)
        incoming[edge.to] -= 1
        if incoming[edge.to] == 0 { ready.append(edge.to) }
      }
    }
    for source in sources {
      let lowest = outgoing[source].map { layer[edges[$0].to] - edges[$0].length }.min()
      layer[source] = lowest ?? 0
    }
    let first = layer.min() ?? 0
    return layer.map { $0 - first }
  }
}
