import Foundation
import Tapestry
import TensorFlowMessages

extension SavedModel {
  /// Reads a SavedModel of TensorFlow: a folder with graphs, variables, and the objects that held
  /// both.
  ///
  /// ```swift
  /// let model = try SavedModel.load(url)
  /// try model["multiply"](Tensor([5, 6, 3], dtype: .int32))  // [15, 18, 9]
  /// ```
  ///
  /// Graphs are translated when a function is called, so an unsupported operation in one function
  /// does not affect the others.
  ///
  /// - Throws: `FormatError` if there is none, or if it is damaged.
  /// - **Source**: document 001, saving and loading models.
  public static func load(_ folder: URL) throws -> LoadedObject {
    try SavedModelReader(folder).root()
  }
}

/// Builds the objects of a SavedModel.
private struct SavedModelReader {
  private let location: String
  private let library: GraphLibrary
  private let graph: Tensorflow_SavedObjectGraph
  private var variables: [Int: Variable] = [:]
  private var unreadable: [Int: String] = [:]

  init(_ folder: URL) throws {
    let file = folder.appendingPathComponent("saved_model.pb")
    location = file.path
    let message = try Tensorflow_SavedModel(readFrom: file)
    let all = message.metaGraphs
    guard let meta = all.first(where: { $0.metaInfoDef.tags == ["serve"] }) ?? all.first else {
      throw FormatError(location, "it holds no graph", cure: "write the model again")
    }
    graph = meta.objectGraphDef
    guard !graph.nodes.isEmpty else {
      throw FormatError(
        location, "it holds graphs and no objects, as TensorFlow 1 wrote them",
        cure: "load it in TensorFlow 2 and save it again with tf.saved_model.save")
    }
    library = GraphLibrary(meta, location: location)
    try readVariables(folder.appendingPathComponent("variables/variables"))
  }

  // MARK: Variables

  private mutating func readVariables(_ prefix: URL) throws {
    let variableIDs = graph.nodes.indices.filter {
      if case .variable = graph.nodes[$0].kind { true } else { false }
    }
    if variableIDs.isEmpty { return }
    let bundle = try TensorBundleReader(prefix: prefix)
    let keys = try checkpointKeys(bundle, at: prefix.path)
    let isChild = Set(graph.nodes.flatMap { $0.children.map { Int($0.nodeID) } })
    for nodeID in variableIDs {
      guard case .variable(let message) = graph.nodes[nodeID].kind else { continue }
      guard let dtype = DType(message.dtype) else {
        unreadable[nodeID] = "a variable of \(message.dtype.text)"
        continue
      }
      guard let key = keys[nodeID] else {
        // An optimizer's slots need not be in the file: only its own step uses them.
        if !isChild.contains(nodeID) {
          unreadable[nodeID] = "a slot of an optimizer"
          continue
        }
        throw FormatError(
          location, "the variable '\(message.name)' has no value in \(prefix.path)",
          cure: "copy all files of the model")
      }
      let value = try bundle.tensor(for: key)
      let pattern = TensorPattern(
        name: "", dimensions: message.shape.dimensions, dtype: message.dtype)
      guard value.dtype == dtype, pattern.accepts(value.spec) else {
        throw FormatError(
          location, "the variable '\(message.name)' is \(pattern), and its value \(value.spec)",
          cure: "write the model again")
      }
      let name = message.name.isEmpty ? "Variable" : message.name
      variables[nodeID] = Variable(
        value, name: name.hasSuffix(":0") ? name : name + ":0", trainable: message.trainable)
    }
  }

  /// The keys of variables, found by walking the checkpoint's objects along the same names: node
  /// IDs need not agree.
  private func checkpointKeys(_ bundle: TensorBundleReader, at location: String) throws -> [Int:
    String]
  {
    let key = "_CHECKPOINTABLE_OBJECT_GRAPH"
    let tracked = try Tensorflow_TrackableObjectGraph(bundle.string(for: key), at: location)
    var keys: [Int: String] = [:]
    func variableKey(of index: Int) -> String? {
      tracked.nodes[index].attributes.first { $0.name == "VARIABLE_VALUE" }?.checkpointKey
    }
    var seen: Set<Int> = [0]
    var partners: [Int: Int] = [:]
    var waiting = tracked.nodes.isEmpty ? [] : [(saved: 0, tracked: 0)]
    while let (saved, index) = waiting.popLast() {
      partners[saved] = index
      let node = tracked.nodes[index]
      keys[saved] = variableKey(of: index)
      let children = Dictionary(node.children.map { ($0.localName, Int($0.nodeID)) }) { first, _ in
        first
      }
      for child in graph.nodes[saved].children {
        let nodeID = Int(child.nodeID)
        guard graph.nodes.indices.contains(nodeID), let other = children[child.localName],
          tracked.nodes.indices.contains(other), seen.insert(nodeID).inserted
        else { continue }
        waiting.append((nodeID, other))
      }
    }
    // An optimizer's slot is not a child: it is found by its variable and a name.
    for (saved, index) in partners {
      let slots = Dictionary(
        tracked.nodes[index].slotVariables.map {
          ("\($0.originalVariableNodeID) \($0.slotName)", Int($0.slotVariableNodeID))
        }
      ) { first, _ in first }
      for slot in graph.nodes[saved].slotVariables {
        guard let owner = partners[Int(slot.originalVariableNodeID)],
          let other = slots["\(owner) \(slot.slotName)"], tracked.nodes.indices.contains(other)
        else { continue }
        keys[Int(slot.slotVariableNodeID)] = variableKey(of: other)
      }
    }
    return keys
  }

  // MARK: Objects

  func root() throws -> LoadedObject {
    var objects: [Int: LoadedObject] = [:]
    func object(_ nodeID: Int) -> LoadedObject {
      if let known = objects[nodeID] { return known }
      let new = LoadedObject(graph.nodes[nodeID].userObject)
      objects[nodeID] = new
      return new
    }
    let root = object(0)
    var waiting = [0]
    var seen: Set<Int> = [0]
    while let nodeID = waiting.popLast() {
      let owner = object(nodeID)
      for child in graph.nodes[nodeID].children {
        let (next, name) = (Int(child.nodeID), child.localName)
        guard graph.nodes.indices.contains(next) else {
          throw FormatError(
            location, "object '\(name)' is node \(next), and there are \(graph.nodes.count) nodes",
            cure: "the file is damaged: write it again")
        }
        switch graph.nodes[next].kind {
        case .userObject:
          owner.objects[name] = object(next)
          if seen.insert(next).inserted { waiting.append(next) }
        case .variable: owner.ownVariables[name] = variables[next]
        case .function(let function):
          owner.ownFunctions[name] = try loaded(
            name, function.concreteFunctions, SavedParameters(function.functionSpec),
            graph.nodes[next])
        case .bareConcreteFunction(let function):
          // Keras's signatures and TensorFlow 2.18's traces of other functions.
          owner.ownFunctions[name] = try loaded(
            name, [function.concreteFunctionName], SavedParameters(), graph.nodes[next])
        default: continue
        }
      }
    }
    root.signatures = root.objects.removeValue(forKey: "signatures")?.ownFunctions ?? [:]
    return root
  }

  private func loaded(
    _ name: String, _ concrete: [String], _ parameters: SavedParameters,
    _ object: Tensorflow_SavedObject
  ) throws -> LoadedFunction {
    let overloads = try concrete.map { try overload($0, of: name) }
    return LoadedFunction(name, overloads, parameters, object, library)
  }

  private func overload(_ concrete: String, of name: String) throws -> LoadedFunction.Overload {
    guard let saved = graph.concreteFunctions[concrete] else {
      throw FormatError(
        location, "function '\(name)' has no graph '\(concrete)'",
        cure: "the file is damaged: write it again")
    }
    let captures = saved.boundInputs.map { capture(Int($0)) }
    let result = SavedStructure(saved.outputSignature)
    var arguments: [SavedStructure] = []
    var keywords: [String: SavedStructure] = [:]
    if case .list(let parts) = SavedStructure(saved.canonicalizedInputSignature) {
      if case .list(let positional) = parts.first { arguments = positional }
      if case .dictionary(let named) = parts.last { keywords = named }
    }
    let library = library
    let resultPatterns = result.tensors
    let location = "\(location): function '\(concrete)'"
    @Sendable func run(_ tensors: [Tensor], runsEagerly: Bool) throws -> [Tensor] {
      if let unreadable = result.unreadable {
        throw FormatError(
          location, "it returns \(unreadable)",
          cure: "let it return tensors of numbers or Booleans when the model is saved")
      }
      let interpreter = GraphInterpreter(library: library, runsEagerly: runsEagerly)
      let values = try interpreter.run(concrete, tensors.map { .tensor($0) } + captures)
      let results = values.compactMap { if case .tensor(let tensor) = $0 { tensor } else { nil } }
      guard results.count == values.count, results.count == resultPatterns.count else {
        throw FormatError(
          location, "it gives \(results.count) tensors for \(resultPatterns.count) results",
          cure: "the file is damaged: write it again")
      }
      return results
    }
    return LoadedFunction.Overload(
      arguments: arguments, keywords: keywords, result: result,
      function: Function(name) { (tensors: [Tensor]) in try run(tensors, runsEagerly: false) },
      runEagerly: { try run($0, runsEagerly: true) }, concrete: concrete, message: saved,
      captures: captures)
  }

  /// What a function takes besides its arguments.
  private func capture(_ nodeID: Int) -> GraphValue {
    if let variable = variables[nodeID] { return .variable(variable) }
    guard graph.nodes.indices.contains(nodeID) else { return .other("an object that is not there") }
    switch graph.nodes[nodeID].kind {
    case .constant(let constant):
      if let tensor = try? library.constant(constant.operation) { return .tensor(tensor) }
      return .other("the constant '\(constant.operation)', which cannot be read")
    case .asset: return .other("an asset: a file that a table reads")
    case .resource: return .other("a table")
    default: return .other(unreadable[nodeID] ?? "an object that is not a variable")
    }
  }
}
