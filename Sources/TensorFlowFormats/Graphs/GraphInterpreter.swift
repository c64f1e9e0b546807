import Tapestry
import TensorFlowMessages

/// What passes between the nodes of a graph.
indirect enum GraphValue: Sendable {
  case tensor(Tensor)
  case variable(Variable)
  case list(TensorList)
  /// A value that only one of several branches has.
  case optional(GraphValue?)
  /// A string, which can only be a part of a message.
  case text(String)
  /// Something that cannot be computed with here, and its description.
  case other(String)
}

/// Runs functions of a SavedModel through the engine's own operations, one node after the other:
/// while a `Function` is traced, they become its graph.
///
/// What depends only on shapes is computed at once: in a trace all sizes are known, and graphs of
/// TensorFlow compute sizes, axes and permutations as tensors. If sizes depend on the values of
/// tensors, there can be no trace: then each call runs the nodes one after the other.
struct GraphInterpreter {
  let library: GraphLibrary
  /// Whether nothing traces the function, and all tensors have values.
  var runsEagerly = false
  /// The number of functions that the call is nested in.
  var depth = 0

  /// The results of a function.
  func run(_ name: String, _ arguments: [GraphValue]) throws -> [GraphValue] {
    let body = try library.body(name)
    guard depth < 64 else {
      throw FormatError(
        body.location, "functions call each other without end",
        cure: "the file is damaged: write it again")
    }
    guard arguments.count == body.argumentCount else {
      throw FormatError(
        body.location, "it takes \(body.argumentCount) arguments and is given \(arguments.count)",
        cure: "the file is damaged: write it again")
    }
    var values: [Int: [GraphValue]] = [:]
    func value(_ source: FunctionBody.Source) throws -> GraphValue {
      switch source {
      case .argument(let index): return arguments[index]
      case .output(let node, let index):
        guard let results = values[node], results.indices.contains(index) else {
          throw FormatError(
            body.location, "node '\(body.nodes[node].name)' has no output \(index)",
            cure: "the file is damaged: write it again")
        }
        return results[index]
      }
    }
    for index in body.order {
      let node = body.nodes[index]
      let call = NodeCall(
        node: node, location: "\(body.location), node '\(node.name)'",
        inputs: try body.inputs[index].map(value), interpreter: self)
      values[index] = try evaluate(call)
    }
    return try body.results.map(value)
  }

  private func evaluate(_ call: NodeCall) throws -> [GraphValue] {
    guard let operation = GraphOperations.table[call.node.op] else {
      throw FormatError(
        call.location, "the operation \(call.node.op) is not known",
        cure: GraphOperations.cures[call.node.op]
          ?? "write the model without it; known are " + GraphOperations.names)
    }
    let isKnown = call.inputs.allSatisfy {
      if case .tensor(let tensor) = $0 { !tensor.isSymbolic } else { false }
    }
    // Not in a run with values: a tape may be watching, from which `initScope` would hide it.
    let isComputed = isKnown && !runsEagerly && !GraphOperations.run.contains(call.node.op)
    do {
      return try evaluating(at: call.location) {
        try isComputed ? initScope { try operation(call) } : operation(call)
      }
    } catch let error as InvalidArgument {
      throw FormatError(error)
    }
  }
}

/// What an operation does with a node's inputs.
typealias GraphOperation = @Sendable (NodeCall) throws -> [GraphValue]

/// The supported operations, by TensorFlow's names.
enum GraphOperations {
  static let table: [String: GraphOperation] =
    [
      stateOperations, flowOperations, listOperations, stackedListOperations, assignmentOperations,
      optimizerOperations,
      randomOperations, elementwiseOperations, integerOperations, shapeOperations,
      reductionOperations, indexOperations, positionOperations, segmentOperations, sparseOperations,
      valueOperations, neuralOperations, windowOperations, imageOperations, matrixOperations,
      diagonalOperations,
    ].reduce(into: [:]) { table, operations in table.merge(operations) { $1 } }

  static let names = table.keys.sorted().joined(separator: ", ")

  /// Those that have side effects or contain functions, and are left to the trace even if all
  /// inputs are known.
  static let run: Set<String> = [
    "PartitionedCall", "StatefulPartitionedCall", "If", "StatelessIf", "Case", "StatelessCase",
    "While", "StatelessWhile",
    "RandomUniform", "RandomStandardNormal", "TruncatedNormal", "RandomUniformInt",
    "RandomShuffle", "Multinomial",
  ]

  static let cures: [String: String] = {
    var cures: [String: String] = [:]
    for name in ["Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond"] {
      cures[name] =
        "it belongs to TensorFlow 1's control flow: trace the function with TensorFlow 2"
    }
    for name in ["SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename"] {
      cures[name] = "it writes or reads a checkpoint: use SavedModel.save or Checkpoint"
    }
    return cures
  }()
}
