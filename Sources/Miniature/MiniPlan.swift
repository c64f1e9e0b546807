/// An optimized graph, with an offset for each result in one block of memory.
///
/// ```swift
/// let recorder = Recorder()
/// let x = recorder.input("x", elementCount: 3)
/// let plan = MiniPlan(recorder.graph(outputs: [(x * x).sum()]))
/// var state = MiniState()
/// plan.run(["x": [1, 2, 3]], &state)  // [[14]]
/// ```
public struct MiniPlan: Sendable {
  /// The graph that runs.
  public let graph: MiniGraph
  let offsets: [Int]
  /// The number of elements of the block.
  public let blockSize: Int

  /// Optimizes a graph and plans its memory.
  public init(_ recorded: MiniGraph) {
    let once = Pieces.current.withoutCommonSubexpressions(recorded)
    graph = Pieces.current.withoutDeadCode(once)
    let lives = lifetimes(of: graph)
    offsets = Pieces.current.memoryPlan(lives)
    blockSize = zip(offsets, lives).map { $0 + $1.size }.max() ?? 0
  }
}

/// For each node, the size of its result, when it is computed, and when it is last used.
private func lifetimes(of graph: MiniGraph) -> [(size: Int, born: Int, dies: Int)] {
  var lives = graph.nodes.enumerated().map { (size: $1.elementCount, born: $0, dies: $0) }
  for (index, node) in graph.nodes.enumerated() {
    for input in node.inputs { lives[input].dies = index }
  }
  for output in graph.outputs { lives[output].dies = graph.nodes.count }
  return lives
}

/// An offset for each value, such that no two values that are alive at the same time overlap.
///
/// The largest values come first; each takes the lowest offset at which it fits between the values
/// already placed whose lifetimes overlap its own. A value is still alive in the step that uses it
/// last, since that step reads it while it writes another.
package func memoryPlan(_ values: [(size: Int, born: Int, dies: Int)]) -> [Int] {
  var offsets = [Int](repeating: 0, count: values.count)
  var placed: [Int] = []
  let largestFirst = values.indices.sorted { (-values[$0].size, $0) < (-values[$1].size, $1) }
  for index in largestFirst {
    let value = values[index]
    let neighbors = placed.filter { other in
      values[other].born <= value.dies && value.born <= values[other].dies
    }
    for other in neighbors.sorted(by: { offsets[$0] < offsets[$1] }) {
      if offsets[index] + value.size <= offsets[other] { break }
      offsets[index] = max(offsets[index], offsets[other] + values[other].size)
    }
    placed.append(index)
  }
  return offsets
}

/// What outlives a run: the contents of variables and the state of the random numbers.
public struct MiniState: Sendable {
  /// The contents of the variables.
  public var variables: [String: [Float]] = [:]
  /// The generator that random operations draw from.
  public var random = MiniRandom(seed: 0)

  /// No variables, and random numbers with the seed 0.
  public init() {}
}

extension MiniPlan {
  /// Runs the nodes in order and returns the results of the outputs.
  public func run(_ inputs: [String: [Float]], _ state: inout MiniState) -> [[Float]] {
    var block = [Float](repeating: 0, count: blockSize)
    for (node, offset) in zip(graph.nodes, offsets) {
      let operands = node.inputs.map { offsets[$0]..<offsets[$0] + graph.nodes[$0].elementCount }
      switch node.operation {
      case .input: write(contents(node, of: inputs), at: offset, in: &block)
      case .read: write(contents(node, of: state.variables), at: offset, in: &block)
      case .assign:
        write(Array(block[operands[0]]), at: offset, in: &block)
        state.variables[node.name!] = Array(block[operands[0]])
      case .random:
        for index in 0..<node.elementCount { block[offset + index] = state.random.uniform() }
      case .constant: block[offset] = node.constant!
      case .sum: block[offset] = block[operands[0]].reduce(0, +)
      default: compute(node, operands, at: offset, in: &block)
      }
    }
    return graph.outputs.map { output in
      Array(block[offsets[output]..<offsets[output] + graph.nodes[output].elementCount])
    }
  }
}

/// What an input or a variable holds.
private func contents(_ node: MiniNode, of arrays: [String: [Float]]) -> [Float] {
  if let name = node.name, let array = arrays[name], array.count == node.elementCount {
    return array
  }
  misuse(
    "run", "\(node.operation) '\(node.name ?? "")' does not have \(node.elementCount) elements",
    cure: "give each input and each variable the size that it was recorded with")
}

private func write(_ numbers: [Float], at offset: Int, in block: inout [Float]) {
  for (index, number) in numbers.enumerated() { block[offset + index] = number }
}

/// An element-wise operation on operand 0 and, if there is one, operand 1; an operand with one
/// element is repeated.
private func compute(
  _ node: MiniNode, _ operands: [Range<Int>], at offset: Int, in block: inout [Float]
) {
  let (a, b) = (operands[0], operands[operands.count - 1])
  let (aStride, bStride) = (a.count == 1 ? 0 : 1, b.count == 1 ? 0 : 1)
  let function = scalarFunction(node.operation)
  for index in 0..<node.elementCount {
    let (x, y) = (block[a.lowerBound + index * aStride], block[b.lowerBound + index * bStride])
    block[offset + index] = function(x, y)
  }
}

/// What an operation does to the elements x and y of its operands (to x alone if it is unary).
private func scalarFunction(_ operation: MiniOperation) -> (_ x: Float, _ y: Float) -> Float {
  switch operation {
  case .add: { x, y in x + y }
  case .subtract: { x, y in x - y }
  case .multiply: { x, y in x * y }
  case .divide: { x, y in x / y }
  case .negate: { x, _ in -x }
  case .exp: { x, _ in exponential(x) }
  case .log: { x, _ in logarithm(x) }
  case .tanh: { x, _ in hyperbolicTangent(x) }
  case .sqrt: { x, _ in x.squareRoot() }
  case .relu: { x, _ in max(x, 0) }
  case .input, .constant, .read, .assign, .random, .sum:
    misuse("run", "\(operation) is not element-wise", cure: "give it a case of its own in run")
  }
}
