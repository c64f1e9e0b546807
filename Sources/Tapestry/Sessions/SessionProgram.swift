extension Session {
  /// The part of a graph that some of its nodes depend on, ready to run.
  struct Program {
    /// The indices of the graph's parameters that the part uses.
    let parameters: [Int]
    /// The variables that it reads.
    let variables: [Variable]
    let plans: PlanPool

    init(_ graph: Graph, computing nodes: [Int], returning outputs: [Int]) {
      var (part, newIndex, parameters) = graph.part(computing: nodes)
      self.parameters = parameters
      part.outputs = outputs.map { newIndex[$0] }
      variables = part.nodes.compactMap { $0.primitive?.variableRead }
      plans = PlanPool(part.optimized())
    }
  }
}
