// What a graph does, as data, for formats that write graphs: they know the operations by what these
// names and numbers say, and nothing of the engine's own types.

/// A graph as a list of steps.
package struct GraphSteps: Sendable {
  /// One value: what it is, and from which values it is computed.
  package struct Step: Sendable {
    package let action: GraphAction
    /// The places of the values in the list, all before this one.
    package let inputs: [Int]
    package let spec: TensorSpec
  }

  /// All values, in an order in which they can be computed.
  package let steps: [Step]
  /// The places of the arguments.
  package let parameters: [Int]
  /// The places of the results.
  package let outputs: [Int]

  /// The steps of a graph as it was traced.
  package init(_ graph: Graph) {
    parameters = graph.parameters
    outputs = graph.outputs
    steps = graph.nodes.map { node in
      let action: GraphAction =
        switch node.kind {
        case .parameter: .parameter
        case .constant(let tensor): .constant(tensor)
        case .operation(let primitive):
          GraphAction(primitive, of: node.inputs.map { graph.nodes[$0].spec })
        }
      return Step(action: action, inputs: node.inputs, spec: node.spec)
    }
  }
}

/// What a step computes.
package enum GraphAction: Sendable {
  case parameter
  case constant(Tensor)
  case read(Variable)
  case assign(Variable)
  /// An operation that its name and its result's spec say all of: of single elements, a reshaping, a
  /// cast.
  case plain(String)
  case transpose([Int])
  case reduction(String, axes: [Int], keepDims: Bool)
  case matmul(transposeA: Bool, transposeB: Bool)
  case concat(axis: Int)
  case pad([(before: Int, after: Int)])
  case slice(start: [Int], step: [Int])
  case gather(axis: Int, batchDimensions: Int)
  case oneHot(axis: Int, depth: Int)
  case cumulative(String, axis: Int, exclusive: Bool, reverse: Bool)
  case window(String, GraphWindow)
  /// A branch or loop, which several steps share, and which of its results this one is; nil if it
  /// runs for its effects only.
  case flow(GraphFlow, result: Int?)
  /// An operation that has no description, and its name.
  case other(String)
}

/// Windows over images: of a convolution or a pooling.
package struct GraphWindow: Sendable {
  package let size: [Int]
  package let strides: [Int]
  package let dilations: [Int]
  /// Whether windows reach over the edge, as `padding: .same` lets them.
  package let isSame: Bool
}

/// A branch or a loop.
package struct GraphFlow: Sendable {
  package enum Kind: Sendable {
    case branch(then: GraphSteps, otherwise: GraphSteps)
    case loop(stateCount: Int, condition: GraphSteps, body: GraphSteps, maximumSteps: Int?)
  }

  package let identity: ObjectIdentifier
  package let kind: Kind
  /// For each graph of the kind, in its order, which of the step's inputs its parameters are. A
  /// loop's state comes first, and its places are those of the state at the start.
  package let inputs: [[Int]]
  package let assigned: [Variable]
}

extension GraphAction {
  fileprivate init(_ primitive: any Primitive, of inputs: [TensorSpec]) {
    func window(_ windows: Windows) -> GraphAction {
      let axes = [windows.rows, windows.columns]
      return .window(
        primitive.name,
        GraphWindow(
          size: axes.map(\.taps), strides: axes.map(\.stride), dilations: axes.map(\.dilation),
          // Of windows that would fit without padding either word is right.
          isSame: axes.contains {
            $0.count
              != WindowAxis(
                cells: $0.cells, taps: $0.taps, stride: $0.stride, dilation: $0.dilation,
                padding: .valid
              ).count || $0.before > 0
          }))
    }
    switch primitive {
    case let read as ReadVariable: self = .read(read.variable)
    case let assign as AssignVariable: self = .assign(assign.variable)
    case let transpose as Transpose: self = .transpose(transpose.order)
    case let reduction as any Reduction:
      self = .reduction(
        primitive.name, axes: reduction.reductionAxes.axes(of: inputs[0].shape),
        keepDims: reduction.reductionAxes.keepDims)
    case let product as MatrixProduct:
      self = .matmul(transposeA: product.transposeA, transposeB: product.transposeB)
    case let concatenation as Concatenation: self = .concat(axis: concatenation.axis)
    case let padding as Padding where padding.parts.allSatisfy({ $0.step == 1 }):
      self = .pad(
        zip(padding.parts, padding.shape.dimensions).map {
          (before: $0.start, after: $1 - $0.start - $0.count)
        })
    case let slice as StridedSlice:
      self = .slice(start: slice.parts.map(\.start), step: slice.parts.map(\.step))
    case let gather as Gather:
      self = .gather(axis: gather.lookup.axis, batchDimensions: gather.lookup.batchDimensions)
    case let oneHot as OneHot: self = .oneHot(axis: oneHot.axis, depth: oneHot.depth)
    case let sum as CumulativeSum:
      self = .cumulative(
        primitive.name, axis: sum.running.axis, exclusive: sum.running.exclusive,
        reverse: sum.running.reverse)
    case let product as CumulativeProduct:
      self = .cumulative(
        primitive.name, axis: product.running.axis, exclusive: product.running.exclusive,
        reverse: product.running.reverse)
    case let convolution as Convolution2D: self = window(convolution.windows)
    case let pooling as MaxPool2D: self = window(pooling.windows)
    case let pooling as AveragePool2D: self = window(pooling.windows)
    case let result as FlowResult: self = GraphAction(result, inputCount: inputs.count)
    case is Reshaping, is Broadcasting, is Identity, is StopGradient, is Cast, is Selection,
      is ArgExtreme, is SoftmaxCrossEntropy, is SparseSoftmaxCrossEntropy, is any Unary,
      is any Binary, is any Comparison, is any Logical:
      self = .plain(inputs.count == 1 && primitive.name == "-" ? "negate" : primitive.name)
    default: self = .other(primitive.name)
    }
  }

  private init(_ result: FlowResult, inputCount: Int) {
    let assigned = result.flow.assignedVariables.sorted { $0.name < $1.name }
    func flow(_ kind: GraphFlow.Kind, _ inputs: [[Int]]) -> GraphAction {
      .flow(
        GraphFlow(
          identity: ObjectIdentifier(result.flow), kind: kind, inputs: inputs, assigned: assigned),
        result: result.index)
    }
    switch result.flow {
    case let branch as Conditional:
      let captures = Array(1..<inputCount)
      self = flow(
        .branch(then: GraphSteps(branch.then.graph), otherwise: GraphSteps(branch.otherwise.graph)),
        [branch.then.inputs([], captures), branch.otherwise.inputs([], captures)])
    case let loop as Loop:
      let state = Array(0..<loop.stateCount)
      let captures = Array(loop.stateCount..<inputCount)
      self = flow(
        .loop(
          stateCount: loop.stateCount, condition: GraphSteps(loop.condition.graph),
          body: GraphSteps(loop.body.graph), maximumSteps: loop.maximumSteps),
        [loop.condition.inputs(state, captures), loop.body.inputs(state, captures)])
    default: self = .other(result.name)
    }
  }
}
