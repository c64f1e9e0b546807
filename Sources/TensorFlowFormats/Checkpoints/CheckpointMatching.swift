import Tapestry
import TensorFlowMessages

/// Which of a file's values belongs to which variable of a program.
struct CheckpointMatching {
  /// Variables that exist, with the keys of their values.
  private(set) var targets: [(key: String, variable: Variable)] = []
  /// Slots that an optimizer has not made yet, of variables that exist.
  private(set) var missingSlots: [(key: String, optimizer: Optimizer, owner: Variable)] = []
  /// Texts with their keys.
  private(set) var texts: [(key: String, text: any KeptAsText)] = []
  /// Variables and texts that the file does not mention.
  private(set) var notInFile: [String] = []
  private let graph: Tensorflow_TrackableObjectGraph
  private let objects: CheckpointObjects
  private let place: String

  /// - Throws: `FormatError` if the file's graph names nodes that it does not contain.
  init(
    _ graph: Tensorflow_TrackableObjectGraph, _ objects: CheckpointObjects, at place: String
  ) throws(FormatError) {
    self.graph = graph
    self.objects = objects
    self.place = place
    try match()
  }

  /// Follows the names from the root, in both at once.
  private mutating func match() throws(FormatError) {
    guard !graph.nodes.isEmpty else { throw damaged }
    var partners = [0: 0]
    var variables: [Int: Variable] = [:]
    var row = [0]
    while let number = row.popLast() {
      for part in objects.nodes[number].parts where partners[part.number] == nil {
        for way in part.names.all where partners[part.number] == nil {
          partners[part.number] = try end(of: way, from: partners[number]!)
        }
        if partners[part.number] != nil { row.append(part.number) }
      }
    }
    for (number, path) in objects.paths.sorted(by: { $0.value < $1.value }) {
      if let text = objects.nodes[number].text {
        let attributes = partners[number].map { graph.nodes[$0].attributes } ?? []
        if let kept = attributes.first(where: { $0.name == CheckpointObjects.textName }) {
          texts.append((kept.checkpointKey, text))
        } else {
          notInFile.append(String(path.dropLast()))
        }
      }
      guard let variable = objects.nodes[number].variable else { continue }
      if let partner = partners[number], let key = key(graph.nodes[partner]) {
        variables[partner] = variable
        targets.append((key, variable))
      } else {
        notInFile.append(String(path.dropLast()))
      }
    }
    for (number, partner) in partners.sorted(by: { $0.key < $1.key }) {
      guard let optimizer = objects.nodes[number].optimizer else { continue }
      let own = optimizer.namedVariables
      for slot in graph.nodes[partner].slotVariables {
        guard let owner = variables[Int(slot.originalVariableNodeID)] else { continue }
        guard graph.nodes.indices.contains(Int(slot.slotVariableNodeID)) else { throw damaged }
        guard let key = key(graph.nodes[Int(slot.slotVariableNodeID)]) else { continue }
        let made = own.first { $0.owner === owner && $0.name == slot.slotName }
        if let made {
          targets.append((key, made.variable))
        } else {
          missingSlots.append((key, optimizer, owner))
        }
      }
    }
  }

  /// The node to which names lead; nil if the file has no such names.
  private func end(of way: [String], from number: Int) throws(FormatError) -> Int? {
    var number = number
    for name in way {
      let found = graph.nodes[number].children.first { $0.localName == name }
      guard let found else { return nil }
      number = Int(found.nodeID)
      guard graph.nodes.indices.contains(number) else { throw damaged }
    }
    return number
  }

  private func key(_ node: Tensorflow_TrackableObjectGraph.TrackableObject) -> String? {
    node.attributes.first { $0.name == "VARIABLE_VALUE" }?.checkpointKey
  }

  private var damaged: FormatError {
    FormatError(
      place, "its graph of objects names nodes that it has not",
      cure: "the checkpoint is damaged: copy or write it again")
  }
}
