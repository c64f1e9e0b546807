import Synchronization
import Tapestry
import TensorFlowMessages

/// The functions of a SavedModel, and the nodes outside them.
final class GraphLibrary: Sendable {
  /// The file, for messages.
  let location: String
  let functions: [String: Tensorflow_FunctionDef]
  /// For each function that has one, the function that computes its gradient.
  let gradients: [String: String]
  /// The functions that compute custom gradients, by the names under which nodes refer to them.
  let customGradients: [String: String]
  /// The versions of TensorFlow that can read the file.
  let versions: Tensorflow_VersionDef
  /// The objects of the file, and what each function takes from them.
  let objects: Tensorflow_SavedObjectGraph
  private let nodes: [String: Tensorflow_NodeDef]
  private let bodies = Mutex<[String: FunctionBody]>([:])
  private let keptSeeds = Mutex<[String: FileSeeds]>([:])
  private let untraceable = Mutex<Set<String>>([])

  init(_ meta: Tensorflow_MetaGraphDef, location: String) {
    let graph = meta.graphDef
    self.location = location
    objects = meta.objectGraphDef
    versions = graph.versions
    gradients = Dictionary(graph.library.gradient.map { ($0.functionName, $0.gradientFunc) }) {
      first, _ in first
    }
    customGradients = Dictionary(
      graph.library.registeredGradients.map { ($0.registeredOpType, $0.gradientFunc) }
    ) { first, _ in first }
    functions = Dictionary(graph.library.function.map { ($0.signature.name, $0) }) { first, _ in
      first
    }
    nodes = Dictionary(graph.node.map { ($0.name, $0) }) { first, _ in first }
  }

  /// The tensor of a Const node outside functions.
  func constant(_ name: String) throws(FormatError) -> Tensor {
    guard let node = nodes[name], node.op == "Const", let value = node.attr["value"]?.tensor else {
      throw FormatError(
        location, "there is no constant '\(name)'", cure: "the file is damaged: write it again")
    }
    return try value.tensor(at: "\(location): constant '\(name)'")
  }

  /// The seeds of a node that is run in each call, with the generator that continues each time.
  func seeds(of location: String, _ make: () -> FileSeeds) -> FileSeeds {
    keptSeeds.withLock { kept in
      let seeds = kept[location] ?? make()
      kept[location] = seeds
      return seeds
    }
  }

  /// Whether a trace of the function was found to need values.
  func isUntraceable(_ name: String) -> Bool { untraceable.withLock { $0.contains(name) } }

  /// Records that the function cannot be traced.
  func markUntraceable(_ name: String) { untraceable.withLock { _ = $0.insert(name) } }

  /// A function, prepared for interpretation.
  func body(_ name: String) throws(FormatError) -> FunctionBody {
    if let known = bodies.withLock({ $0[name] }) { return known }
    guard let function = functions[name] else {
      throw FormatError(
        location, "there is no function '\(name)'", cure: "the file is damaged: write it again")
    }
    let body = try FunctionBody(function, location: "\(location): function '\(name)'")
    bodies.withLock { $0[name] = body }
    return body
  }
}

/// A function's nodes in an order in which they can run, and where each takes its inputs from.
struct FunctionBody: Sendable {
  /// An output of a node, or an argument.
  enum Source: Sendable {
    case argument(Int)
    case output(node: Int, index: Int)
  }

  let location: String
  let argumentCount: Int
  let nodes: [Tensorflow_NodeDef]
  /// The results that are the arguments at the same positions.
  private(set) var passedThrough: Set<Int> = []
  /// The inputs of each node, without those that only order it.
  private(set) var inputs: [[Source]] = []
  private(set) var results: [Source] = []
  /// The nodes on which the results or the effects depend, each after those that it depends on.
  private(set) var order: [Int] = []

  init(_ function: Tensorflow_FunctionDef, location: String) throws(FormatError) {
    self.location = location
    nodes = function.nodeDef
    argumentCount = function.signature.inputArg.count
    var arguments: [String: Int] = [:]
    for (index, argument) in function.signature.inputArg.enumerated() {
      arguments[argument.name] = index
    }
    var nodeIndices: [String: Int] = [:]
    for (index, node) in nodes.enumerated() { nodeIndices[node.name] = index }

    func source(_ text: String) throws(FormatError) -> Source {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count == 1, let argument = arguments[text] { return .argument(argument) }
      guard let first = parts.first, let node = nodeIndices[String(first)], parts.count <= 3,
        let index = parts.count < 3 ? 0 : Int(parts[2]), (0..<1 << 20).contains(index)
      else {
        throw FormatError(
          location, "there is no value '\(text)'", cure: "the file is damaged: write it again")
      }
      let name = parts.count > 1 ? String(parts[1]) : ""
      let offset = FunctionBody.outputNames[nodes[node].op]?.firstIndex(of: name) ?? 0
      return .output(node: node, index: offset + index)
    }
    var before: [[Int]] = []
    for node in nodes {
      var sources: [Source] = []
      var dependencies: [Int] = []
      for input in node.input {
        if input.hasPrefix("^") {
          if let node = nodeIndices[String(input.dropFirst())] { dependencies.append(node) }
          continue
        }
        let source = try source(input)
        sources.append(source)
        if case .output(let node, _) = source { dependencies.append(node) }
      }
      inputs.append(sources)
      before.append(dependencies)
    }
    for argument in function.signature.outputArg {
      guard let text = function.ret[argument.name] else {
        throw FormatError(
          location, "its result '\(argument.name)' comes from nowhere",
          cure: "the file is damaged: write it again")
      }
      results.append(try source(text))
    }
    passedThrough = Set(results.indices.filter { isArgument(results[$0], $0) })
    var roots: [Int] = []
    // Effects first, in the order of the file; control inputs connect those whose order matters.
    for name in function.controlRet.values.sorted() {
      if let node = nodeIndices[name] { roots.append(node) }
    }
    roots.sort()
    for case .output(let node, _) in results { roots.append(node) }
    try sort(roots, before)
  }

  /// The outputs of operations that have several under names of their own.
  private static let outputNames: [String: [String]] = [
    "BroadcastGradientArgs": ["r0", "r1"],
    "SoftmaxCrossEntropyWithLogits": ["loss", "backprop"],
    "SparseSoftmaxCrossEntropyWithLogits": ["loss", "backprop"],
    "TopKV2": ["values", "indices"], "Unique": ["y", "idx"], "Svd": ["s", "u", "v"],
    "Qr": ["q", "r"], "SelfAdjointEigV2": ["e", "v"], "Lu": ["lu", "p"],
    "LogMatrixDeterminant": ["sign", "log_abs_determinant"],
    "UniqueV2": ["y", "idx"], "UniqueWithCounts": ["y", "idx", "count"],
    "UniqueWithCountsV2": ["y", "idx", "count"], "ListDiff": ["out", "idx"],
    "TensorListPopBack": ["output_handle", "tensor"],
    "TensorListConcat": ["tensor", "lengths"], "TensorListConcatV2": ["tensor", "lengths"],
    "StatelessRandomGetKeyCounter": ["key", "counter"],
    "FusedBatchNorm": [
      "y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2",
    ],
    "FusedBatchNormV2": [
      "y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2",
    ],
    "FusedBatchNormGrad": ["x_backprop", "scale_backprop", "offset_backprop"],
    "FusedBatchNormGradV2": ["x_backprop", "scale_backprop", "offset_backprop"],
    "FusedBatchNormGradV3": ["x_backprop", "scale_backprop", "offset_backprop"],
    "FusedBatchNormV3": [
      "y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3",
    ],
  ]

  /// Whether a value is an argument, passed on unchanged.
  private func isArgument(_ source: Source, _ index: Int) -> Bool {
    var source = source
    // At most as many steps as there are nodes, since nodes may form a cycle.
    for _ in 0...nodes.count {
      switch source {
      case .argument(let argument): return argument == index
      case .output(let node, 0) where nodes[node].op == "Identity" && inputs[node].count == 1:
        source = inputs[node][0]
      default: return false
      }
    }
    return false
  }

  /// Sorts the nodes; not by recursion, since a chain of nodes may be as long as the file.
  private mutating func sort(_ roots: [Int], _ before: [[Int]]) throws(FormatError) {
    var state = [UInt8](repeating: 0, count: nodes.count)
    for root in roots where state[root] == 0 {
      var stack = [(node: root, next: 0)]
      state[root] = 1
      while let (node, next) = stack.last {
        guard next < before[node].count else {
          state[node] = 2
          order.append(node)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let dependency = before[node][next]
        if state[dependency] == 1 {
          throw FormatError(
            location, "node '\(nodes[dependency].name)' depends on itself",
            cure: "loops of TensorFlow 1 are not read: trace the function with TensorFlow 2")
        }
        if state[dependency] == 0 {
          state[dependency] = 1
          stack.append((dependency, 0))
        }
      }
    }
  }
}
