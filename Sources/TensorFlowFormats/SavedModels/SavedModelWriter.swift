import Foundation
import Tapestry
import TensorFlowMessages

/// Collects the parts of a SavedModel: objects, functions, variables, and the graph for sessions.
struct SavedModelWriter {
  var graph = Tensorflow_GraphDef()
  var objects = Tensorflow_SavedObjectGraph()
  var signatures: [String: Tensorflow_SignatureDef] = [:]
  var top = NodeBuilder()
  private var nodeIDs: [ObjectIdentifier: Int] = [:]
  /// The variables in the order of their nodes, with the checkpoint's key and the name of the
  /// handle outside functions.
  private(set) var variables: [(variable: Variable, nodeID: Int, key: String, handle: String)] = []
  var indices: [Variable: Int] = [:]
  /// Functions whose concrete functions are written when all variables are known.
  private(set) var functions: [(nodeID: Int, name: String, source: any TracedFunction)] = []
  /// Names for the signatures of functions that do not use those of their arguments.
  var names: [ObjectIdentifier: ServedNames] = [:]
  var concreteCount = 0
  /// The functions that were copied from other files, by their names there.
  var copies: [CopiedFunction: String] = [:]
  /// The version of the vocabulary: TensorFlow 2.1's, or that of a newer file that was copied from.
  var libraryProducer = tensorFlowProducer

  /// Adds a module and what it holds, and returns its node ID.
  mutating func add(_ module: Module, path: [String]) throws -> Int {
    if let known = nodeIDs[ObjectIdentifier(module)] { return known }
    let nodeID: Int
    if let loaded = module as? LoadedObject {
      var object = Tensorflow_SavedObject()
      object.userObject = loaded.message
      nodeID = append(object)
    } else {
      nodeID = addObject("_generic_user_object")
    }
    nodeIDs[ObjectIdentifier(module)] = nodeID
    for (name, part) in module.parts {
      // The signatures of the root are written as such.
      if path.isEmpty && name == "signatures" && module is LoadedObject { continue }
      try add(part, named: name, to: nodeID, path: path)
    }
    return nodeID
  }

  /// Adds something under a name of an object.
  mutating func add(
    _ part: ModulePart, named name: String, to owner: Int, path: [String]
  ) throws {
    let path = path + [name]
    let nodeID: Int
    switch part {
    case .module(let module): nodeID = try add(module, path: path)
    case .variable(let variable): nodeID = add(variable, path: path)
    case .list(let parts):
      nodeID = addObject("trackable_list_wrapper")
      for (index, part) in parts.enumerated() {
        if let part { try add(part, named: String(index), to: nodeID, path: path) }
      }
    case .dictionary(let parts):
      nodeID = addObject("trackable_dict_wrapper")
      for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
        try add(part, named: name, to: nodeID, path: path)
      }
    case .unusedFunction:
      throw FormatError(
        "function '\(name)'", "it is a lazy property that was not used yet, and has no graph",
        cure: "call it once before the module is saved; `_ = module.\(name)` is enough if it has an"
          + " input signature")
    case .function(let source):
      if let known = nodeIDs[ObjectIdentifier(source)] {
        nodeID = known
      } else {
        var object = Tensorflow_SavedObject()
        object.function = Tensorflow_SavedFunction()
        if let loaded = source as? LoadedFunction {
          object.kind = loaded.object.kind
          // Its own list names functions of the file that it comes from.
          if case .function = object.kind { object.function.concreteFunctions = [] }
        }
        nodeID = append(object)
        nodeIDs[ObjectIdentifier(source)] = nodeID
        functions.append((nodeID, name, source))
      }
    }
    link(owner, name, nodeID)
  }

  mutating func link(_ owner: Int, _ name: String, _ nodeID: Int) {
    guard !objects.nodes[owner].children.contains(where: { $0.localName == name }) else { return }
    var reference = Tensorflow_TrackableObjectGraph.TrackableObject.ObjectReference()
    reference.localName = name
    reference.nodeID = Int32(nodeID)
    objects.nodes[owner].children.append(reference)
  }

  mutating func append(_ object: Tensorflow_SavedObject) -> Int {
    objects.nodes.append(object)
    return objects.nodes.count - 1
  }

  mutating func addObject(_ identifier: String) -> Int {
    var object = Tensorflow_SavedObject()
    object.userObject.identifier = identifier
    object.userObject.version.producer = 1
    object.userObject.version.minConsumer = 1
    return append(object)
  }

  mutating func add(_ variable: Variable, path: [String]) -> Int {
    if let known = indices[variable] { return variables[known].nodeID }
    var object = Tensorflow_SavedObject()
    let name = variable.name.hasSuffix(":0") ? String(variable.name.dropLast(2)) : variable.name
    object.variable.dtype = variable.dtype.message
    object.variable.shape = Tensorflow_TensorShapeProto(variable.shape.dimensions)
    object.variable.trainable = variable.isTrainable
    object.variable.name = name
    let nodeID = append(object)
    let key =
      path.map(CheckpointObjects.escaped).joined(separator: "/")
      + "/.ATTRIBUTES/VARIABLE_VALUE"
    let handle = top.add(
      "VarHandleOp", named: "variable_\(variables.count)", [],
      [
        "dtype": .type(variable.dtype), "shape": .shape(variable.shape),
        "shared_name": .text("variable_\(variables.count)"),
      ])
    indices[variable] = variables.count
    variables.append((variable, nodeID, key, handle))
    return nodeID
  }

  /// The nodes with which a session restores variables, and the message.
  mutating func finish() -> Tensorflow_SavedModel {
    var saver = SessionNodes(variables: variables.map { ($0.variable, $0.key, $0.handle) })
    saver.write(into: &top)
    graph.node = top.nodes
    graph.versions.producer = libraryProducer
    graph.versions.minConsumer = 12

    var meta = Tensorflow_MetaGraphDef()
    meta.metaInfoDef.tags = ["serve"]
    // The version whose vocabulary is used; TensorFlow shows it.
    meta.metaInfoDef.tensorflowVersion = "2.1.0"
    meta.metaInfoDef.strippedDefaultAttrs = true
    meta.graphDef = graph
    meta.saverDef = saver.definition
    meta.collectionDef["saved_model_main_op"] = saver.mainOperation
    meta.signatureDef = signatures
    meta.signatureDef["__saved_model_init_op"] = saver.initialization
    meta.objectGraphDef = objects
    var model = Tensorflow_SavedModel()
    model.savedModelSchemaVersion = 1
    model.metaGraphs = [meta]
    return model
  }

  /// The checkpoint's own graph of objects, with the keys of the variables.
  var trackedObjects: Tensorflow_TrackableObjectGraph {
    var tracked = Tensorflow_TrackableObjectGraph()
    tracked.nodes = objects.nodes.map { object in
      var node = Tensorflow_TrackableObjectGraph.TrackableObject()
      node.children = object.children
      return node
    }
    for (_, nodeID, key, _) in variables {
      var attribute = Tensorflow_TrackableObjectGraph.TrackableObject.SerializedTensor()
      attribute.name = "VARIABLE_VALUE"
      attribute.fullName = objects.nodes[nodeID].variable.name
      attribute.checkpointKey = key
      tracked.nodes[nodeID].attributes = [attribute]
    }
    return tracked
  }
}
