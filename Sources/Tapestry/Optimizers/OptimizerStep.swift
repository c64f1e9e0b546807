/// The graph of one step of an optimizer, for certain variables and forms of their gradients.
///
/// A step is not a `Function`: that would compare the signatures of all arguments in each call,
/// whereas in a step nothing but the gradients' values changes for as long as a model is trained.
final class OptimizerStep {
  private let variables: [Variable]
  /// For each variable, the spec of the indices if its gradient is slices; nil for a dense
  /// gradient, which has the variable's spec.
  private let slices: [TensorSpec?]
  private let graph: ConcreteFunction<Nothing>

  /// Traces a step.
  init(of optimizer: Optimizer, _ variables: [Variable], _ gradients: [GradientForm]) {
    self.variables = variables
    slices = gradients.map(\.indicesSpec)
    // Slots are made first: a graph runs many times, and makes no variables.
    optimizer.createSlots(for: variables)
    let builder = GraphBuilder(name: optimizer.name, outer: nil)
    let symbolic = gradients.map { (gradient) -> GradientForm in
      switch gradient {
      case .dense(let tensor):
        .dense(builder.parameter(tensor.spec))
      case .slices(let slices):
        .slices(
          IndexedSlices(
            values: builder.parameter(slices.values.spec),
            indices: builder.parameter(slices.indices.spec), denseShape: slices.denseShape))
      }
    }
    builder.trace { optimizer.makeStep(symbolic, variables) }
    builder.finish([])
    graph = ConcreteFunction(
      name: optimizer.name, signature: .none, graph: builder.graph, template: Nothing())
  }

  /// The number of loops over elements that the step takes.
  var clusterCount: Int {
    Schedule(graph.optimizedGraph).groups.count { if case .cluster = $0 { true } else { false } }
  }

  /// Whether the graph was traced for these variables and forms of gradients.
  func serves(_ variables: [Variable], _ gradients: [GradientForm]) -> Bool {
    guard variables.count == self.variables.count else { return false }
    for index in variables.indices {
      guard variables[index] === self.variables[index],
        gradients[index].indicesSpec == slices[index]
      else { return false }
    }
    return true
  }

  /// Makes the step.
  func run(_ gradients: [GradientForm]) {
    _ = graph.run(gradients.flatMap { $0.tensors })
  }
}

extension GradientForm {
  fileprivate var indicesSpec: TensorSpec? {
    if case .slices(let slices) = self { slices.indices.spec } else { nil }
  }
}
