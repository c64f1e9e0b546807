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
    var parts: [(names: PartNames, number: Int)] = []
    var variable: Variable?
    var optimizer: Optimizer?
    var layer: Layer?
    var text: (any TextCheckpointable)?
  }

  private(set) var nodes = [Node()]
  private var numbers: [ObjectIdentifier: Int] = [:]

  /// The root is number 0.
  init(_ parts: [(name: String, part: Any)]) {
    for (name, part) in parts { add(part, PartNames(keras2: [name]), to: 0) }
  }

  /// Layers that have no weights yet, and may get some.
  var unbuiltLayers: [Layer] {
    nodes.compactMap(\.layer).filter { !$0.isBuilt && !($0 is Model) }
  }

  var optimizers: [Optimizer] { nodes.compactMap(\.optimizer) }

  /// The number of a variable; nil if it is not one of these objects.
  func number(of variable: Variable) -> Int? { numbers[ObjectIdentifier(variable)] }

  private mutating func add(_ part: Any, _ names: PartNames, to owner: Int) {
    let number: Int
    if let optimizer = part as? Optimizer {
      number = node(for: optimizer) { objects, number in
        objects.nodes[number].optimizer = optimizer
        for own in optimizer.namedVariables where own.owner == nil {
          objects.add(.variable(own.variable), own.names, to: number)
        }
      }
    } else if let text = part as? any TextCheckpointable {
      nodes.append(Node(text: text))
      number = nodes.count - 1
    } else if let part = ModulePart(part) {
      return add(part, names, to: owner)
    } else {
      // A list or a dictionary that contains nothing to be kept.
      nodes.append(Node())
      number = nodes.count - 1
    }
    nodes[owner].parts.append((names, number))
  }

  private mutating func add(_ part: ModulePart, _ names: PartNames, to owner: Int) {
    let number: Int
    switch part {
    case .function, .unusedFunction: return
    case .variable(let variable):
      number = node(for: variable) { $0.nodes[$1].variable = variable }
    case .module(let module):
      number = node(for: module) { objects, number in
        objects.nodes[number].layer = module as? Layer
        for (names, part) in module.kerasParts { objects.add(part, names, to: number) }
      }
    case .list(let parts):
      nodes.append(Node())
      number = nodes.count - 1
      for (index, part) in parts.enumerated() {
        add(part, PartNames(keras2: [String(index)]), to: number)
      }
    case .dictionary(let parts):
      nodes.append(Node())
      number = nodes.count - 1
      for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
        add(part, PartNames(keras2: [name]), to: number)
      }
    }
    nodes[owner].parts.append((names, number))
  }

  private mutating func node(
    for object: AnyObject, _ fill: (inout CheckpointObjects, Int) -> Void
  ) -> Int {
    if let known = numbers[ObjectIdentifier(object)] { return known }
    nodes.append(Node())
    let number = nodes.count - 1
    numbers[ObjectIdentifier(object)] = number
    fill(&self, number)
    return number
  }

  // MARK: Names in files

  /// The objects that each object of a file knows, and their names. Those that only stand on the
  /// way to others come after the nodes.
  private var edges: [[(name: String, number: Int)]] {
    var edges = [[(name: String, number: Int)]](repeating: [], count: nodes.count)
    func lead(_ way: [String], from owner: Int, to number: Int) {
      var owner = owner
      for name in way.dropLast() {
        if let known = edges[owner].first(where: { $0.name == name }) {
          owner = known.number
        } else {
          edges[owner].append((name, edges.count))
          owner = edges.count
          edges.append([])
        }
      }
      edges[owner].append((way.last!, number))
    }
    for (owner, node) in nodes.enumerated() {
      for part in node.parts { lead(part.names.keras2, from: owner, to: part.number) }
    }
    // After all names of Keras 2, which so are those in the keys. A layer has several there.
    for (owner, node) in nodes.enumerated() {
      var led: Set<[String]> = []
      for part in node.parts {
        guard let way = part.names.keras3, led.insert(way).inserted else { continue }
        lead(way, from: owner, to: part.number)
      }
    }
    return edges
  }

  /// The path of each node: the shortest, and of those the first.
  var paths: [Int: String] { paths(edges).filter { nodes.indices.contains($0.key) } }

  private func paths(_ edges: [[(name: String, number: Int)]]) -> [Int: String] {
    var paths = [0: ""]
    var row = [0]
    while !row.isEmpty {
      var next: [Int] = []
      for owner in row {
        for (name, number) in edges[owner] where paths[number] == nil {
          paths[number] = paths[owner]! + Self.escaped(name) + "/"
          next.append(number)
        }
      }
      row = next
    }
    return paths
  }

  /// The name of the attribute under which a text is kept; TensorFlow does not have it.
  static let textName = "TAPESTRY_STATE"

  /// A name as a part of a path.
  static func escaped(_ name: String) -> String {
    name.replacing(".", with: "..").replacing("/", with: ".S")
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
    for (number, children) in edges.enumerated() {
      let node = number < nodes.count ? nodes[number] : Node()
      var message = node.variable.map { object(paths[number]!, $0) } ?? Object()
      if let text = node.text {
        var attribute = Object.SerializedTensor()
        attribute.name = Self.textName
        attribute.checkpointKey = "\(paths[number]!).ATTRIBUTES/\(Self.textName)"
        texts.append((attribute.checkpointKey, text))
        message.attributes = [attribute]
      }
      message.children = children.map { name, number in
        var reference = Object.ObjectReference()
        reference.nodeID = Int32(number)
        reference.localName = name
        return reference
      }
      graph.nodes.append(message)
    }
    for (number, node) in nodes.enumerated() {
      var slots: [KerasSlot] = []
      for own in node.optimizer?.namedVariables ?? [] {
        guard let owner = own.owner, let ownerNumber = self.number(of: owner) else { continue }
        var reference = Object.SlotVariableReference()
        reference.originalVariableNodeID = Int32(ownerNumber)
        reference.slotName = own.name
        reference.slotVariableNodeID = Int32(graph.nodes.count)
        graph.nodes[number].slotVariables.append(reference)
        let path =
          "\(paths[ownerNumber]!).OPTIMIZER_SLOT/\(paths[number]!)\(Self.escaped(own.name))/"
        slots.append(
          KerasSlot(name: own.name, owner: ownerNumber, number: graph.nodes.count))
        graph.nodes.append(object(path, own.variable))
      }
      if let optimizer = node.optimizer { link(optimizer, number, slots, in: &graph) }
    }
    return (graph, variables, texts)
  }

  /// A slot of an optimizer in a file.
  private struct KerasSlot {
    let name: String
    /// The numbers of the variable that it belongs to, and of the slot itself.
    let (owner, number): (Int, Int)
  }

  /// Lets an optimizer know its variables under the names of Keras 3, too, which has lists of them:
  /// one of all, one of the variables to which slots belong, and one for each kind of slots.
  private func link(
    _ optimizer: Optimizer, _ number: Int, _ slots: [KerasSlot],
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
      refer(number, name, list)
    }
    var own: [String: Int] = [:]
    for variable in optimizer.namedVariables where variable.owner == nil {
      guard let known = self.number(of: variable.variable) else { continue }
      own[variable.name] = known
      if let name = variable.keras3Name { refer(number, name, known) }
    }
    let kinds = optimizer.keras3Slots.map { kind in
      (list: kind.list, slots: slots.filter { $0.name == kind.name }.map(\.number))
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
