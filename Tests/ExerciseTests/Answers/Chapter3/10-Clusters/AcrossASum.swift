import Miniature

func clusters(of graph: MiniGraph) throws -> [[Int]] {
  let others: [MiniOperation] = [.input, .constant, .read, .assign, .random, .sum]
  var groups = graph.nodes.indices.filter { !others.contains(graph.nodes[$0].operation) }.map {
    [$0]
  }
  var hasJoined = true
  while hasJoined {
    hasJoined = false
    search: for a in groups.indices {
      for b in groups.indices[(a + 1)...] {
        let sizes = [a, b].map { graph.nodes[groups[$0][0]].elementCount }
        let rest = groups.indices.filter { $0 != a && $0 != b }.map { groups[$0] }
        guard sizes[0] == sizes[1], reads(groups[a], groups[b], graph)
        else { continue }
        groups = rest + [groups[a] + groups[b]]
        hasJoined = true
        break search
      }
    }
  }
  return groups
}

private func reads(_ a: [Int], _ b: [Int], _ graph: MiniGraph) -> Bool {
  a.contains { !Set(graph.nodes[$0].inputs).isDisjoint(with: b) }
    || b.contains { !Set(graph.nodes[$0].inputs).isDisjoint(with: a) }
}
