import Tapestry
import TensorFlowMessages

/// Which of a file's values belongs to which variable of a program.
struct CheckpointMatching {
  /// Variables that exist, with the keys of their values.
  private(set) var targets: [(key: String, variable: Variable)] = []
  /// Slots that an optimizer has not made yet, of variables that exist.
  private(set) var missingSlots: [(key: String, optimizer: Optimizer, owner: Variable)] = []
  /// Keys of variables that the optimizers have in the file and have not made here yet.
  private(set) var missingOwn: [String] = []
  /// Texts with their keys.
  private(set) var texts: [(key: String, text: any TextCheckpointable)] = []
  /// Variables and texts that the file does not mention.
  private(set) var notInFile: [String] = []
  private let graph: Tensorflow_TrackableObjectGraph
  private let objects: CheckpointObjects
  private let location: String

  /// - Throws: `FormatError` if the file's graph names nodes that it does not contain.
  init(
    _ graph: Tensorflow_TrackableObjectGraph, _ objects: CheckpointObjects, at location: String
  ) throws(FormatError) {
    self.graph = graph
    self.objects = objects
    self.location = location
    try match()
  }

  /// A file without objects, as TensorFlow 1 wrote them, whose keys are the names of variables.
  ///
  /// - Throws: `FormatError` if two variables have a name that the file has.
  init(
    keys: Set<String>, _ objects: CheckpointObjects, at location: String
  ) throws(FormatError) {
    graph = Tensorflow_TrackableObjectGraph()
    self.objects = objects
    self.location = location
    var taken: Set<String> = []
    func take(_ variable: Variable) throws(FormatError) -> Bool {
      let key = String(variable.name.prefix { $0 != ":" })
      guard keys.contains(key) else { return false }
      guard taken.insert(key).inserted else {
        throw FormatError(
          location, "two variables of the program are named '\(key)'",
          cure: "give the layers names of their own")
      }
      targets.append((key, variable))
      return true
    }
    for (nodeID, path) in objects.paths.sorted(by: { $0.value < $1.value }) {
      let node = objects.nodes[nodeID]
      let isFound = if let variable = node.variable { try take(variable) } else { node.text == nil }
      if !isFound { notInFile.append(String(path.dropLast())) }
    }
    for optimizer in objects.optimizers {
      for own in optimizer.namedVariables where own.owner != nil { _ = try take(own.variable) }
    }
  }

  /// Follows the names from the root, in the file and in the program at the same time.
  private mutating func match() throws(FormatError) {
    guard !graph.nodes.isEmpty else { throw damaged }
    var partners = [0: 0]
    var variables: [Int: Variable] = [:]
    var waiting = [0]
    while let nodeID = waiting.popLast() {
      for part in objects.nodes[nodeID].parts where partners[part.nodeID] == nil {
        for path in part.names.all where partners[part.nodeID] == nil {
          partners[part.nodeID] = try end(of: path, from: partners[nodeID]!)
        }
        if partners[part.nodeID] != nil { waiting.append(part.nodeID) }
      }
    }
    let configured = try configured(partners)
    for (nodeID, path) in objects.paths.sorted(by: { $0.value < $1.value }) {
      if let text = objects.nodes[nodeID].text {
        let attributes = partners[nodeID].map { graph.nodes[$0].attributes } ?? []
        if let kept = attributes.first(where: { $0.name == CheckpointObjects.textName }) {
          texts.append((kept.checkpointKey, text))
        } else {
          notInFile.append(String(path.dropLast()))
        }
      }
      guard let variable = objects.nodes[nodeID].variable else { continue }
      if let partner = partners[nodeID], let key = key(graph.nodes[partner]) {
        variables[partner] = variable
        targets.append((key, variable))
      } else if !configured.contains(nodeID) {
        notInFile.append(String(path.dropLast()))
      }
    }
    for (nodeID, partner) in partners.sorted(by: { $0.key < $1.key }) {
      guard let optimizer = objects.nodes[nodeID].optimizer else { continue }
      let taken = Set(objects.nodes[nodeID].parts.compactMap { partners[$0.nodeID] })
      for child in graph.nodes[partner].children where !taken.contains(Int(child.nodeID)) {
        guard graph.nodes.indices.contains(Int(child.nodeID)) else { throw damaged }
        if let key = key(graph.nodes[Int(child.nodeID)]) { missingOwn.append(key) }
      }
      let own = optimizer.namedVariables
      for (ownerNode, slotName, slotNode) in try slots(of: optimizer, at: partner) {
        guard let owner = variables[ownerNode] else { continue }
        guard graph.nodes.indices.contains(slotNode) else { throw damaged }
        guard let key = key(graph.nodes[slotNode]) else { continue }
        let made = own.first { $0.owner === owner && $0.name == slotName }
        if let made {
          targets.append((key, made.variable))
        } else {
          missingSlots.append((key, optimizer, owner))
        }
      }
    }
  }

  /// The hyperparameters of optimizers that are Keras 3's in the file. It keeps none but the
  /// learning rate, and takes the others from the program.
  private func configured(_ partners: [Int: Int]) throws(FormatError) -> Set<Int> {
    var configured: Set<Int> = []
    for (nodeID, partner) in partners where objects.nodes[nodeID].optimizer != nil {
      guard try end(of: ["_iterations"], from: partner) != nil else { continue }
      configured.formUnion(
        objects.nodes[nodeID].parts.filter { $0.names.others.isEmpty }.map(\.nodeID))
    }
    return configured
  }

  /// The slots that the file has for an optimizer: Keras 2's are listed with their owners, Keras 3
  /// has a list for each kind, in the order of the list of the owners.
  private func slots(
    of optimizer: Optimizer, at nodeID: Int
  ) throws(FormatError) -> [(owner: Int, name: String, slot: Int)] {
    var slots = graph.nodes[nodeID].slotVariables.map {
      (owner: Int($0.originalVariableNodeID), name: $0.slotName, slot: Int($0.slotVariableNodeID))
    }
    // Files that are written here have both.
    guard slots.isEmpty, let list = try end(of: ["_trainable_variables"], from: nodeID) else {
      return slots
    }
    let owners = Dictionary(
      graph.nodes[list].children.map { ($0.localName, Int($0.nodeID)) }
    ) { first, _ in first }
    for (name, list) in optimizer.keras3Slots {
      guard let kind = try end(of: [list], from: nodeID) else { continue }
      for slot in graph.nodes[kind].children {
        guard let owner = owners[slot.localName] else { continue }
        slots.append((owner, name, Int(slot.nodeID)))
      }
    }
    return slots
  }

  /// The node to which names lead; nil if the file has no such names.
  private func end(of path: [String], from nodeID: Int) throws(FormatError) -> Int? {
    var nodeID = nodeID
    for name in path {
      let found = graph.nodes[nodeID].children.first { $0.localName == name }
      guard let found else { return nil }
      nodeID = Int(found.nodeID)
      guard graph.nodes.indices.contains(nodeID) else { throw damaged }
    }
    return nodeID
  }

  private func key(_ node: Tensorflow_TrackableObjectGraph.TrackableObject) -> String? {
    node.attributes.first { $0.name == "VARIABLE_VALUE" }?.checkpointKey
  }

  private var damaged: FormatError {
    FormatError(
      location, "its graph of objects names nodes that it does not have",
      cure: "the checkpoint is damaged: copy or write it again")
  }
}
