// A graph as plain data, for formats that write graphs: they know operations only by these names
// and parameters, and not by the engine's own types.

/// A graph as a list of steps.
package struct GraphSteps: Sendable {
  /// One value: what it is, and the values from which it is computed.
  package struct Step: Sendable {
    package let action: GraphAction
    /// The indices of these values in the list, all before this one.
    package let inputs: [Int]
    package let spec: TensorSpec
  }

  /// All values, in an order in which they can be computed.
  package let steps: [Step]
  /// The indices of the arguments.
  package let parameters: [Int]
  /// The indices of the results.
  package let outputs: [Int]

  /// The steps of a graph as it was traced. Operations that other programs lack are replaced by the
  /// steps of their definitions.
  package init(_ graph: Graph) {
    var steps: [Step] = []
    var stepIndices: [Int] = []
    for node in graph.nodes {
      let inputs = node.inputs.map { stepIndices[$0] }
      let specs = node.inputs.map { graph.nodes[$0].spec }
      let action: GraphAction
      switch node.kind {
      case .parameter: action = .parameter
      case .constant(let tensor): action = .constant(tensor)
      case .operation(let primitive):
        if let definition = primitive.writtenGraph(specs) {
          stepIndices.append(Self.append(GraphSteps(definition), inputs, to: &steps))
          continue
        }
        action = GraphAction(primitive, of: specs)
      }
      stepIndices.append(steps.count)
      steps.append(Step(action: action, inputs: inputs, spec: node.spec))
    }
    self.steps = steps
    parameters = graph.parameters.map { stepIndices[$0] }
    outputs = graph.outputs.map { stepIndices[$0] }
  }

  /// Appends the steps of a definition with these inputs, and returns the index of its result.
  private static func append(
    _ definition: GraphSteps, _ inputs: [Int], to steps: inout [Step]
  ) -> Int {
    var stepIndices = [Int](repeating: 0, count: definition.steps.count)
    for (parameter, input) in zip(definition.parameters, inputs) { stepIndices[parameter] = input }
    for (index, step) in definition.steps.enumerated() {
      if case .parameter = step.action { continue }
      stepIndices[index] = steps.count
      steps.append(
        Step(action: step.action, inputs: step.inputs.map { stepIndices[$0] }, spec: step.spec))
    }
    return stepIndices[definition.outputs[0]]
  }
}

/// What a step computes.
package enum GraphAction: Sendable {
  case parameter
  case constant(Tensor)
  case read(Variable)
  case assign(Variable)
  /// An operation that is fully described by its name and the spec of its result: an element-wise
  /// operation, a reshape, a cast.
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
  /// Elements embedded among zeros, the gradient of a slice.
  case embed(start: [Int], step: [Int])
  /// A condition that must hold, the message if it does not, and how many elements it shows.
  case assertion(String, shownCount: Int)
  /// Any other operation, with its parameters by name.
  case made(String, [String: GraphParameter])
  /// A branch or loop, which several steps share, and the index of the result; nil if it runs only
  /// for its effects.
  case flow(GraphFlow, result: Int?)
  /// An operation that has no description, and its name.
  case other(String)
}

/// A parameter of an operation.
package enum GraphParameter: Sendable, Equatable {
  case flag(Bool)
  case integer(Int)
  case number(Double)

  package var isTrue: Bool {
    if case .flag(let isTrue) = self { isTrue } else { isNot("flag") }
  }
  package var integer: Int {
    if case .integer(let value) = self { value } else { isNot("integer") }
  }
  package var number: Double {
    if case .number(let value) = self { value } else { isNot("number") }
  }

  private func isNot(_ kind: String) -> Never {
    misuse(
      "GraphParameter", "\(self) was read as a \(kind)",
      cure: "read it as the kind that it has")
  }
}

/// The windows of a convolution or pooling.
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
  /// For each graph of the kind, in order, the indices of the step's inputs that are its
  /// parameters. A loop's state comes first, with the indices of the initial state.
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
          // For windows that would fit without padding, both are right.
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
        primitive.name, axis: sum.scan.axis, exclusive: sum.scan.exclusive,
        reverse: sum.scan.reverse)
    case let product as CumulativeProduct:
      self = .cumulative(
        primitive.name, axis: product.scan.axis, exclusive: product.scan.exclusive,
        reverse: product.scan.reverse)
    case let convolution as Convolution2D: self = window(convolution.windows)
    case let gradient as Conv2DInputGradient: self = window(gradient.windows)
    case let gradient as Conv2DFilterGradient: self = window(gradient.windows)
    case let pooling as any Pooling: self = window(pooling.windows)
    case let placement as Placement:
      self = .embed(start: placement.parts.map(\.start), step: placement.parts.map(\.step))
    case let sum as CumulativeLogSumExp:
      self = .cumulative(
        primitive.name, axis: sum.scan.axis, exclusive: sum.scan.exclusive,
        reverse: sum.scan.reverse)
    case let assertion as Assertion:
      self = .assertion(assertion.message, shownCount: assertion.shownCount)
    case let result as FlowResult: self = GraphAction(result, inputCount: inputs.count)
    case is Reshaping, is Broadcasting, is Identity, is StopGradient, is Cast, is Selection,
      is SoftmaxCrossEntropy, is SparseSoftmaxCrossEntropy, is any Unary,
      is any Binary, is any Comparison, is any Logical, is ScatterAdd, is ScatterUpdate,
      is Diagonal,
      is DiagonalMatrix, is Cholesky, is MatrixInverse, is Determinant, is LogDeterminant,
      is SingularValues, is SymmetricEigenvalues, is QRDecomposition, is LUDecomposition,
      is Betainc:
      self = .plain(inputs.count == 1 && primitive.name == "-" ? "negate" : primitive.name)
    default:
      let parameters = GraphParameter.all(of: primitive, inputs)
      self = parameters.map { .made(primitive.name, $0) } ?? .other(primitive.name)
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

extension GraphParameter {
  /// The parameters of an operation; nil if it has no description.
  fileprivate static func all(
    of primitive: any Primitive, _ inputs: [TensorSpec]
  ) -> [String: GraphParameter]? {
    switch primitive {
    case let extreme as ArgExtreme:
      ["axis": .integer(inputs[0].shape.rank - 1 - extreme.dimensionsBehind)]
    case let order as SortingOrder: ["descending": .flag(order.descending)]
    case let top as TopPositions: ["k": .integer(top.k)]
    case let search as SearchSorted: ["right": .flag(search.side == .right)]
    case let fold as SegmentFold:
      switch fold.kind {
      case .sum: ["sum": .flag(true)]
      case .prod: ["prod": .flag(true)]
      case .max: ["max": .flag(true)]
      case .min: ["min": .flag(true)]
      }
    case let solution as LinearSolve: ["transposed": .flag(solution.transposed)]
    case let solution as TriangularSolve:
      ["lower": .flag(solution.lower), "transposed": .flag(solution.transposed)]
    case let random as RandomTensor: random.parameters.merging(random.source.parameters) { $1 }
    case let random as RandomPermutation: random.source.parameters
    default: nil
    }
  }
}

extension RandomTensor {
  /// The two numbers of the distribution.
  fileprivate var parameters: [String: GraphParameter] {
    switch distribution {
    case .uniform(let low, let high): ["low": .number(low), "high": .number(high)]
    case .uniformInteger(let range):
      ["lower": .integer(range.lowerBound), "upper": .integer(range.upperBound)]
    case .normal(let mean, let deviation), .truncatedNormal(let mean, let deviation):
      ["mean": .number(mean), "deviation": .number(deviation)]
    }
  }
}

extension RandomSource {
  fileprivate var parameters: [String: GraphParameter] {
    guard case .graph(let generator) = self else { return [:] }
    return [
      "seed": .integer(Int(generator.seeds.seed)), "seed2": .integer(Int(generator.seeds.seed2)),
    ]
  }
}
