extension Session {
  /// The part of a graph that some of its nodes depend on, ready to run.
  struct Program {
    /// Which of the graph's parameters the part has.
    let parameters: [Int]
    /// The variables that it reads.
    let variables: [Variable]
    let plans: PlanPool

    init(_ graph: Graph, computing nodes: [Int], returning outputs: [Int]) {
      var isNeeded = [Bool](repeating: false, count: graph.nodes.count)
      for node in nodes { isNeeded[node] = true }
      for (number, node) in graph.nodes.enumerated().reversed() where isNeeded[number] {
        for input in node.inputs { isNeeded[input] = true }
      }
      var part = Graph()
      var newNumber = [Int](repeating: -1, count: graph.nodes.count)
      for (number, var node) in graph.nodes.enumerated() where isNeeded[number] {
        newNumber[number] = part.nodes.count
        node.inputs = node.inputs.map { newNumber[$0] }
        part.nodes.append(node)
      }
      parameters = graph.parameters.indices.filter { isNeeded[graph.parameters[$0]] }
      part.parameters = parameters.map { newNumber[graph.parameters[$0]] }
      part.outputs = outputs.map { newNumber[$0] }
      variables = part.nodes.compactMap { $0.primitive?.variableRead }
      plans = PlanPool(part.optimized())
    }
  }
}
