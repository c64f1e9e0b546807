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

/// The objects of a checkpoint with the names under which they know each other.
struct CheckpointObjects {
  struct Node {
    var children: [(name: String, number: Int)] = []
    var variable: Variable?
    var optimizer: Optimizer?
  }

  private(set) var nodes = [Node()]
  private var numbers: [ObjectIdentifier: Int] = [:]

  /// The root is number 0.
  init(_ parts: [(name: String, part: Any)]) {
    for (name, part) in parts { add(part, named: name, to: 0) }
  }

  /// The number of a variable; nil if it is none of these objects.
  func number(of variable: Variable) -> Int? { numbers[ObjectIdentifier(variable)] }

  private mutating func add(_ part: Any, named name: String, to owner: Int) {
    let number: Int
    if let optimizer = part as? Optimizer {
      number = node(for: optimizer) { objects, number in
        objects.nodes[number].optimizer = optimizer
        for (name, variable) in optimizer.ownVariables {
          objects.add(.variable(variable), named: name, to: number)
        }
      }
    } else if let part = ModulePart(part) {
      return add(part, named: name, to: owner)
    } else {
      // A list or a dictionary of nothing that is kept.
      nodes.append(Node())
      number = nodes.count - 1
    }
    nodes[owner].children.append((name, number))
  }

  private mutating func add(_ part: ModulePart, named name: String, to owner: Int) {
    let number: Int
    switch part {
    case .function: return
    case .variable(let variable):
      number = node(for: variable) { $0.nodes[$1].variable = variable }
    case .module(let module):
      number = node(for: module) { objects, number in
        for (name, part) in module.checkpointParts { objects.add(part, named: name, to: number) }
      }
    case .list(let parts):
      nodes.append(Node())
      number = nodes.count - 1
      for (place, part) in parts.enumerated() { add(part, named: String(place), to: number) }
    case .dictionary(let parts):
      nodes.append(Node())
      number = nodes.count - 1
      for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
        add(part, named: name, to: number)
      }
    }
    nodes[owner].children.append((name, number))
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

  /// The path of each node: the shortest, and of those the first.
  var paths: [Int: String] {
    var paths = [0: ""]
    var row = [0]
    while !row.isEmpty {
      var next: [Int] = []
      for owner in row {
        for (name, number) in nodes[owner].children where paths[number] == nil {
          paths[number] = paths[owner]! + Self.escaped(name) + "/"
          next.append(number)
        }
      }
      row = next
    }
    return paths
  }

  /// A name as a part of a path.
  static func escaped(_ name: String) -> String {
    name.replacing(".", with: "..").replacing("/", with: ".S")
  }

  /// The graph of the objects, and the variables with the keys of their values.
  func message() -> (
    graph: Tensorflow_TrackableObjectGraph, variables: [(key: String, variable: Variable)]
  ) {
    typealias Object = Tensorflow_TrackableObjectGraph.TrackableObject
    let paths = paths
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
    var graph = Tensorflow_TrackableObjectGraph()
    for (number, node) in nodes.enumerated() {
      var message = node.variable.map { object(paths[number]!, $0) } ?? Object()
      message.children = node.children.map { name, number in
        var reference = Object.ObjectReference()
        reference.nodeID = Int32(number)
        reference.localName = name
        return reference
      }
      graph.nodes.append(message)
    }
    for (number, node) in nodes.enumerated() {
      for (slotName, owner, slot) in node.optimizer?.slotVariables ?? [] {
        guard let ownerNumber = self.number(of: owner) else { continue }
        var reference = Object.SlotVariableReference()
        reference.originalVariableNodeID = Int32(ownerNumber)
        reference.slotName = slotName
        reference.slotVariableNodeID = Int32(graph.nodes.count)
        graph.nodes[number].slotVariables.append(reference)
        let path =
          "\(paths[ownerNumber]!).OPTIMIZER_SLOT/\(paths[number]!)\(Self.escaped(slotName))/"
        graph.nodes.append(object(path, slot))
      }
    }
    return (graph, variables)
  }
}

extension Module {
  /// The parts under the names that Keras 2 gives them: the layers of a model without properties of
  /// its own are numbered.
  fileprivate var checkpointParts: [(name: String, part: ModulePart)] {
    guard let model = self as? Model, !model.layers.isEmpty else { return parts }
    let own = parts.filter { $0.name != "layers" }
    if !own.isEmpty { return own }
    var numbered: [(name: String, part: ModulePart)] = []
    var count = 0
    for (place, layer) in model.layers.enumerated() {
      if !layer.variables.isEmpty {
        numbered.append(("layer_with_weights-\(count)", .module(layer)))
        count += 1
      }
      numbered.append(("layer-\(place)", .module(layer)))
    }
    return numbered
  }
}

extension Optimizer {
  private func property(_ name: String) -> Any? {
    var mirror: Mirror? = Mirror(reflecting: self)
    while let level = mirror, level.subjectType != Optimizer.self {
      mirror = level.superclassMirror
    }
    return mirror?.children.first { $0.label == name }?.value
  }

  /// What the optimizer remembers of variables of a model, in the order in which it began to.
  var slotVariables: [(name: String, owner: Variable, slot: Variable)] {
    var places: [Variable: (name: String, owner: Variable)] = [:]
    for (owner, slots) in property("slots") as? [Variable: [String: Variable]] ?? [:] {
      for (name, slot) in slots { places[slot] = (name, owner) }
    }
    return weights.compactMap { slot in places[slot].map { ($0.name, $0.owner, slot) } }
  }

  /// The count of steps, the hyperparameters that are numbers, and other variables of its own.
  fileprivate var ownVariables: [(name: String, variable: Variable)] {
    var named = [(name: "iter", variable: iterations)]
    var hyper: [(name: String, variable: Variable)] = []
    for pair in property("hyperparameters").map({ Mirror(reflecting: $0).children }) ?? .init([]) {
      let pair = Array(Mirror(reflecting: pair.value).children)
      guard pair.count == 2, let name = pair[0].value as? String,
        let variable = Mirror(reflecting: pair[1].value).children.first?.value as? Variable
      else { continue }
      hyper.append((name, variable))
    }
    named += hyper.sorted { $0.name < $1.name }
    let slots = Set(slotVariables.map { $0.slot })
    for weight in weights where weight !== iterations && !slots.contains(weight) {
      named.append((String(weight.name.dropFirst(name.count + 1).dropLast(2)), weight))
    }
    return named
  }
}
