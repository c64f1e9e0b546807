import Foundation
import Tapestry
import TensorFlowMessages

/// The restoring of one checkpoint, which continues until all variables of the file exist.
///
/// Layers make their weights when they are first called, and optimizers their slots in the first
/// step: both report it, and the rest of the file is matched again.
final class CheckpointRestoration {
  let prefix: URL
  /// The objects of the file; nil if it is one of TensorFlow 1, which has none.
  private let graph: Tensorflow_TrackableObjectGraph?
  private let reader: TensorBundleReader
  private let parts: [(name: String, part: Any)]
  /// Values for which there was no variable yet.
  private var pending: [String: Tensor] = [:]
  /// The keys whose values variables have.
  private(set) var restored: Set<String> = []

  /// - Throws: `FormatError` if the files cannot be read.
  init(_ prefix: URL, _ parts: [(name: String, part: Any)]) throws(FormatError) {
    self.prefix = prefix
    self.parts = parts
    reader = try TensorBundleReader(prefix: prefix)
    let key = "_CHECKPOINTABLE_OBJECT_GRAPH"
    graph =
      if reader.keys.contains(key) {
        try Tensorflow_TrackableObjectGraph(reader.string(for: key), at: prefix.path)
      } else { nil }
  }

  /// All keys of values that objects in the file have; in one without objects, all keys.
  var keys: Set<String> {
    Set(graph?.nodes.flatMap { $0.attributes.map(\.checkpointKey) } ?? reader.keys)
  }

  /// Matches the file with the objects that exist now.
  func matching() throws(FormatError) -> CheckpointMatching {
    let objects = CheckpointObjects(parts)
    guard let graph else {
      return try CheckpointMatching(keys: keys, objects, at: prefix.path)
    }
    return try CheckpointMatching(graph, objects, at: prefix.path)
  }

  /// Assigns what can be assigned, and keeps the rest.
  ///
  /// - Throws: `FormatError` if a value is damaged or does not fit its variable; nothing was
  ///   changed then.
  func begin() throws(FormatError) {
    let matching = try matching()
    var values: [(key: String, variable: Variable, value: Tensor)] = []
    for (key, variable) in matching.targets {
      let value = try reader.tensor(for: key)
      try check(value, key, variable.spec)
      values.append((key, variable, value))
    }
    for (key, _, owner) in matching.missingSlots {
      let value = try reader.tensor(for: key)
      try check(value, key, owner.spec)
      pending[key] = value
    }
    for key in matching.missingOwn where reader.isTensor(key) {
      pending[key] = try reader.tensor(for: key)
    }
    let texts = try matching.texts.map { (key, text) throws(FormatError) in
      (key: key, text: text, data: try reader.string(for: key))
    }
    let objects = CheckpointObjects(parts)
    // A file without objects knows variables by their own names.
    if graph != nil { try objects.requireNames(at: prefix.path) }
    let isComplete = objects.unbuiltLayers.isEmpty
    if graph == nil, isComplete, matching.targets.isEmpty {
      throw FormatError(
        prefix.path,
        "it has no objects, only variables by their names, and none of these is in the program: "
          + keys.sorted().prefix(20).joined(separator: ", "),
        cure: "name the layers and variables as in the file, or take Checkpoint.values(in:)")
    }
    if !isComplete || graph == nil && !objects.optimizers.isEmpty {
      // Read now and not when they are needed: a layer that is being built cannot throw an error,
      // and the files may be gone by then.
      let taken = Set(values.map(\.key))
      for key in keys where !taken.contains(key) && reader.isTensor(key) {
        pending[key] = try reader.tensor(for: key)
      }
    }
    // Before the variables: an iteration throws if its data are not those that they were.
    for (key, text, data) in texts {
      do {
        try text.restore(checkpointText: data)
      } catch {
        throw FormatError(
          "\(prefix.path): '\(key)'", "it does not fit: \(error)",
          cure: "make the data and the functions as they were when it was saved")
      }
      restored.insert(key)
    }
    for (key, variable, value) in values {
      variable.assign(value)
      restored.insert(key)
    }
    // Slots in the order in which the first step would make them, if it is known.
    if isComplete {
      for optimizer in objects.optimizers {
        let owners = matching.missingSlots.filter { $0.optimizer === optimizer }.map(\.owner)
        let known = owners.compactMap(objects.nodeID(of:))
        optimizer.createSlots(
          for: Set(known).sorted().compactMap { objects.nodes[$0].variable })
      }
    }
    goOn()
  }

  /// Assigns what is left to variables that were made since, and waits for more.
  private func goOn() {
    guard !pending.isEmpty else { return }
    let objects = CheckpointObjects(parts)
    // The graph was matched before without an error: the file has not changed.
    for (key, variable) in (try? matching())?.targets ?? [] {
      guard let value = pending.removeValue(forKey: key) else { continue }
      do {
        try check(value, key, variable.spec)
      } catch {
        misuse("Checkpoint.restore", "\(error.location): \(error.problem)", cure: error.cure)
      }
      variable.assign(value)
      restored.insert(key)
    }
    let isDone = pending.isEmpty
    for layer in objects.unbuiltLayers { layer.uponBuilding = isDone ? nil : { self.goOn() } }
    for optimizer in objects.optimizers {
      optimizer.onVariableCreation = isDone ? nil : { _ in self.goOn() }
    }
  }

  private func check(_ value: Tensor, _ key: String, _ expected: TensorSpec) throws(FormatError) {
    guard value.spec != expected else { return }
    throw FormatError(
      "\(prefix.path): '\(key)'", "it is \(value.spec), and the variable is \(expected)",
      cure: "make the variable as it was when it was saved")
  }
}
