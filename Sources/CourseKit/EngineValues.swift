import Plots
import Tapestry

// What a chapter computes and draws, in the form that the course compares and writes.

extension Figure: ChapterFigure {}

extension Tensor: ComparableWithDocuments {
  /// The elements, widened to Double.
  public var documentValue: DocumentValue {
    // Not `cast`: an active tape would record it.
    let elements: [Double] =
      switch dtype {
      case .bool: scalars(as: Bool.self).map { $0 ? 1 : 0 }
      case .int8: scalars(as: Int8.self).map(Double.init)
      case .int16: scalars(as: Int16.self).map(Double.init)
      case .int32: scalars(as: Int32.self).map(Double.init)
      case .int64: scalars(as: Int64.self).map(Double.init)
      case .uint8: scalars(as: UInt8.self).map(Double.init)
      case .float16: scalars(as: Float16.self).map(Double.init)
      case .float32: scalars(as: Float.self).map(Double.init)
      case .float64: scalars(as: Double.self)
      }
    return DocumentValue(elements, shape: shape.dimensions)
  }
}

extension Variable: ComparableWithDocuments {
  /// The elements of the current value, widened to Double.
  public var documentValue: DocumentValue { tensor.documentValue }
}

extension GraphDiagram {
  /// What a tape has recorded, as boxes and arrows.
  ///
  /// ```swift
  /// try page.figure("graph", Figure.graph(GraphDiagram(tape.graph), title: "loss"))
  /// ```
  public init(_ graph: RecordedGraph) {
    self.init()
    let used = Set(graph.nodes.flatMap(\.inputs))
    for node in graph.nodes {
      let kind: Kind =
        switch node.kind {
        case .variable: .variable
        case .watched: .input
        case .constant: .constant
        case .operation: used.contains(node.index) ? .operation : .result
        }
      self.node("\(node.index)", label: "\(node.name)\n\(node.spec.shape)", kind: kind)
      for input in node.inputs { edge(from: "\(input)", to: "\(node.index)") }
    }
  }

  /// A traced graph, as boxes and arrows.
  ///
  /// ```swift
  /// let traced = try step.concreteFunction(for: x)
  /// try page.figure("traced", Figure.graph(GraphDiagram(traced.graph), title: "As traced"))
  /// try page.figure(
  ///   "optimized", Figure.graph(GraphDiagram(traced.optimizedGraph), title: "As it runs"))
  /// ```
  public init(_ graph: Graph) {
    self.init()
    for value in graph.values {
      let kind: Kind =
        switch value.kind {
        case .parameter: .input
        case .constant: .constant
        case .variable, .assignment: .variable
        case .operation: value.isResult ? .result : .operation
        }
      let name = value.kind == .assignment ? "assign \(value.name)" : value.name
      self.node("\(value.index)", label: "\(name)\n\(value.spec.shape)", kind: kind)
      for input in value.inputs { edge(from: "\(input)", to: "\(value.index)") }
    }
  }
}
