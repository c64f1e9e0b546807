import FileAccess
import Tapestry
import TensorFlowMessages

/// What a checkpoint can keep: variables, modules, optimizers, and lists and dictionaries of them.
///
/// ```swift
/// let parts: [any Checkpointable] = [Variable(Tensor(1.0)), Adam()]
/// print(parts.count)  // 2
/// ```
public protocol Checkpointable {}

extension Variable: Checkpointable {}
extension Module: Checkpointable {}
extension Optimizer: Checkpointable {}
extension Array: Checkpointable where Element: Checkpointable {}
extension Dictionary: Checkpointable where Key == String, Value: Checkpointable {}

/// The objects of a checkpoint with the names by which they refer to each other.
struct CheckpointObjects {
  struct Node {
    var parts: [(names: PartNames, nodeID: Int)] = []
    var variable: Variable?
    var optimizer: Optimizer?
    var layer: Layer?
    var text: (any TextCheckpointable)?
  }

  private(set) var nodes = [Node()]
  private var nodeIDs: [ObjectIdentifier: Int] = [:]
  private var modules: [Module] = []

  /// The root is node 0.
  init(_ parts: [(name: String, part: Any)]) {
    for (name, part) in parts { add(part, PartNames(keras2: [name]), to: 0) }
  }

  /// Layers that have no weights yet, and may get some.
  var unbuiltLayers: [Layer] {
    nodes.compactMap(\.layer).filter { !$0.isBuilt && !($0 is Model) }
  }

  var optimizers: [Optimizer] { nodes.compactMap(\.optimizer) }

  /// Checks that the file knows all variables: it would silently lack the values of others.
  ///
  /// - Throws: `FormatError` that names one to which no names lead, such as one in a set.
  func requireNames(at file: String) throws(FormatError) {
    for module in modules {
      guard let variable = module.variables.first(where: { nodeID(of: $0) == nil }) else {
        continue
      }
      throw FormatError(
        file, "it has no name for '\(variable.name)', a variable of \(type(of: module))",
        cure: "hold it in a property, an array, a tuple, or a dictionary with String keys")
    }
  }

  /// The node of a variable; nil if it is not one of these objects.
  func nodeID(of variable: Variable) -> Int? { nodeIDs[ObjectIdentifier(variable)] }

  private mutating func add(_ part: Any, _ names: PartNames, to owner: Int) {
    let nodeID: Int
    if let optimizer = part as? Optimizer {
      nodeID = node(for: optimizer) { objects, nodeID in
        objects.nodes[nodeID].optimizer = optimizer
        for own in optimizer.namedVariables where own.owner == nil {
          objects.add(.variable(own.variable), own.names, to: nodeID)
        }
      }
    } else if let text = part as? any TextCheckpointable {
      nodes.append(Node(text: text))
      nodeID = nodes.count - 1
    } else if let part = ModulePart(part) {
      return add(part, names, to: owner)
    } else {
      // A list or a dictionary that contains nothing to be kept.
      nodes.append(Node())
      nodeID = nodes.count - 1
    }
    nodes[owner].parts.append((names, nodeID))
  }

  private mutating func add(_ part: ModulePart, _ names: PartNames, to owner: Int) {
    let nodeID: Int
    switch part {
    case .function, .unusedFunction: return
    case .variable(let variable):
      nodeID = node(for: variable) { $0.nodes[$1].variable = variable }
    case .module(let module):
      nodeID = node(for: module) { objects, nodeID in
        objects.modules.append(module)
        objects.nodes[nodeID].layer = module as? Layer
        for (names, part) in module.kerasParts { objects.add(part, names, to: nodeID) }
      }
    case .list(let parts):
      nodes.append(Node())
      nodeID = nodes.count - 1
      for (index, part) in parts.enumerated() {
        if let part { add(part, PartNames(keras2: [String(index)]), to: nodeID) }
      }
    case .dictionary(let parts):
      nodes.append(Node())
      nodeID = nodes.count - 1
      for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
        add(part, PartNames(keras2: [name]), to: nodeID)
      }
    }
    nodes[owner].parts.append((names, nodeID))
  }

  private mutating func node(
    for object: AnyObject, _ fill: (inout CheckpointObjects, Int) -> Void
  ) -> Int {
    if let known = nodeIDs[ObjectIdentifier(object)] { return known }
    nodes.append(Node())
    let nodeID = nodes.count - 1
    nodeIDs[ObjectIdentifier(object)] = nodeID
    fill(&self, nodeID)
    return nodeID
  }

  // MARK: Names in files

  /// The objects that each object of a file knows, and their names. Those that only stand on the
  /// path to others come after the nodes.
  private var edges: [[(name: String, nodeID: Int)]] {
    var edges = [[(name: String, nodeID: Int)]](repeating: [], count: nodes.count)
    func lead(_ path: [String], from owner: Int, to nodeID: Int) {
      var owner = owner
      for name in path.dropLast() {
        if let known = edges[owner].first(where: { $0.name == name }) {
          owner = known.nodeID
        } else {
          edges[owner].append((name, edges.count))
          owner = edges.count
          edges.append([])
        }
      }
      edges[owner].append((path.last!, nodeID))
    }
    for (owner, node) in nodes.enumerated() {
      for part in node.parts { lead(part.names.keras2, from: owner, to: part.nodeID) }
    }
    // After all names of Keras 2, which so are those in the keys. A layer has several there.
    for (owner, node) in nodes.enumerated() {
      var led: Set<[String]> = []
      for part in node.parts {
        guard let path = part.names.keras3, led.insert(path).inserted else { continue }
        lead(path, from: owner, to: part.nodeID)
      }
    }
    return edges
  }

  /// The path of each node: the shortest, and of those the first.
  var paths: [Int: String] { paths(edges).filter { nodes.indices.contains($0.key) } }

  private func paths(_ edges: [[(name: String, nodeID: Int)]]) -> [Int: String] {
    var paths = [0: ""]
    var level = [0]
    while !level.isEmpty {
      var next: [Int] = []
      for owner in level {
        for (name, nodeID) in edges[owner] where paths[nodeID] == nil {
          paths[nodeID] = paths[owner]! + Self.escaped(name) + "/"
          next.append(nodeID)
        }
      }
      level = next
    }
    return paths
  }

  /// The name of the attribute under which a text is kept; TensorFlow does not have it.
  static let textName = "TAPESTRY_STATE"

  /// A name as a part of a path.
  static func escaped(_ name: String) -> String {
    name.escaping([".": "..", "/": ".S"])
  }

  /// The graph of the objects, and the variables and texts with their keys.
  func message() -> (
    graph: Tensorflow_TrackableObjectGraph, variables: [(key: String, variable: Variable)],
    texts: [(key: String, text: any TextCheckpointable)]
  ) {
    typealias Object = Tensorflow_TrackableObjectGraph.TrackableObject
    let edges = edges
    let paths = paths(edges)
    var variables: [(key: String, variable: Variable)] = []
    func object(_ path: String, _ variable: Variable) -> Object {
      var attribute = Object.SerializedTensor()
      attribute.name = "VARIABLE_VALUE"
      attribute.fullName = variable.name
      attribute.checkpointKey = path + ".ATTRIBUTES/VARIABLE_VALUE"
      variables.append((attribute.checkpointKey, variable))
      var object = Object()
      object.attributes = [attribute]
      return object
    }
    var texts: [(key: String, text: any TextCheckpointable)] = []
    var graph = Tensorflow_TrackableObjectGraph()
    for (nodeID, children) in edges.enumerated() {
      let node = nodeID < nodes.count ? nodes[nodeID] : Node()
      var message = node.variable.map { object(paths[nodeID]!, $0) } ?? Object()
      if let text = node.text {
        var attribute = Object.SerializedTensor()
        attribute.name = Self.textName
        attribute.checkpointKey = "\(paths[nodeID]!).ATTRIBUTES/\(Self.textName)"
        texts.append((attribute.checkpointKey, text))
        message.attributes = [attribute]
      }
      message.children = children.map { name, nodeID in
        var reference = Object.ObjectReference()
        reference.nodeID = Int32(nodeID)
        reference.localName = name
        return reference
      }
      graph.nodes.append(message)
    }
    for (nodeID, node) in nodes.enumerated() {
      var slots: [KerasSlot] = []
      for own in node.optimizer?.namedVariables ?? [] {
        guard let owner = own.owner, let ownerID = self.nodeID(of: owner) else { continue }
        var reference = Object.SlotVariableReference()
        reference.originalVariableNodeID = Int32(ownerID)
        reference.slotName = own.name
        reference.slotVariableNodeID = Int32(graph.nodes.count)
        graph.nodes[nodeID].slotVariables.append(reference)
        let path =
          "\(paths[ownerID]!).OPTIMIZER_SLOT/\(paths[nodeID]!)\(Self.escaped(own.name))/"
        slots.append(
          KerasSlot(name: own.name, owner: ownerID, nodeID: graph.nodes.count))
        graph.nodes.append(object(path, own.variable))
      }
      if let optimizer = node.optimizer { link(optimizer, nodeID, slots, in: &graph) }
    }
    return (graph, variables, texts)
  }

  /// A slot of an optimizer in a file.
  private struct KerasSlot {
    let name: String
    /// The nodes of the variable that it belongs to, and of the slot itself.
    let (owner, nodeID): (Int, Int)
  }

  /// Lets an optimizer know its variables under the names of Keras 3, too, which has lists of them:
  /// one of all, one of the variables to which slots belong, and one for each kind of slots.
  private func link(
    _ optimizer: Optimizer, _ nodeID: Int, _ slots: [KerasSlot],
    in graph: inout Tensorflow_TrackableObjectGraph
  ) {
    func refer(_ owner: Int, _ name: String, _ child: Int) {
      var reference = Tensorflow_TrackableObjectGraph.TrackableObject.ObjectReference()
      reference.localName = name
      reference.nodeID = Int32(child)
      graph.nodes[owner].children.append(reference)
    }
    func list(_ name: String, _ items: [Int]) {
      let list = graph.nodes.count
      graph.nodes.append(Tensorflow_TrackableObjectGraph.TrackableObject())
      for (index, item) in items.enumerated() { refer(list, String(index), item) }
      refer(nodeID, name, list)
    }
    var own: [String: Int] = [:]
    for variable in optimizer.namedVariables where variable.owner == nil {
      guard let known = self.nodeID(of: variable.variable) else { continue }
      own[variable.name] = known
      if let name = variable.keras3Name { refer(nodeID, name, known) }
    }
    let kinds = optimizer.keras3Slots.map { kind in
      (list: kind.list, slots: slots.filter { $0.name == kind.name }.map(\.nodeID))
    }
    let paired = optimizer.pairsSlots && kinds.count > 1 ? Array(kinds.prefix(2)) : []
    let pairs = paired.isEmpty ? [] : zip(paired[0].slots, paired[1].slots).flatMap { [$0, $1] }
    let rest = kinds.dropFirst(paired.count).flatMap(\.slots)
    let first = ["iter", "learning_rate"].compactMap { own[$0] }
    list(
      "_variables", first + pairs + rest + [own["momentum_cache"]].compactMap { $0 })
    var seen: Set<Int> = []
    list("_trainable_variables", slots.map(\.owner).filter { seen.insert($0).inserted })
    for kind in kinds where !kind.slots.isEmpty { list(kind.list, kind.slots) }
  }
}
