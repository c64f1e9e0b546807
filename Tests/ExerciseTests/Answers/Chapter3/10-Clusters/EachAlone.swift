import Miniature

func clusters(of graph: MiniGraph) throws -> [[Int]] {
  let others: [MiniOperation] = [.input, .constant, .read, .assign, .random, .sum]
  return graph.nodes.indices.filter { !others.contains(graph.nodes[$0].operation) }.map { [$0] }
}
