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

  /// The names that Keras 3 gives.
  private static let otherNames = [
    "kernel": "_kernel", "iter": "_iterations", "learning_rate": "_learning_rate",
  ]

  /// Follows the names from the root, in the file and in the program at the same time.
  private mutating func match() throws(FormatError) {
    guard !graph.nodes.isEmpty else { throw damaged }
    var partners = [0: 0]
    var variables: [Int: Variable] = [:]
    var row = [0]
    while let number = row.popLast() {
      let node = graph.nodes[partners[number]!]
      for (name, child) in objects.nodes[number].children where partners[child] == nil {
        let found =
          node.children.first { $0.localName == name }
          ?? node.children.first { $0.localName == Self.otherNames[name] }
        guard let found else { continue }
        guard graph.nodes.indices.contains(Int(found.nodeID)) else { throw damaged }
        partners[child] = Int(found.nodeID)
        row.append(child)
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

  private func key(_ node: Tensorflow_TrackableObjectGraph.TrackableObject) -> String? {
    node.attributes.first { $0.name == "VARIABLE_VALUE" }?.checkpointKey
  }

  private var damaged: FormatError {
    FormatError(
      place, "its graph of objects names nodes that it has not",
      cure: "the checkpoint is damaged: copy or write it again")
  }
}
