import Foundation
import Tapestry
import TensorFlowMessages

/// The values of variables, kept in files that `tf.train.Checkpoint` reads and writes, too.
///
/// ```swift
/// let checkpoint = Checkpoint(["model": model, "optimizer": optimizer])
/// let prefix = try checkpoint.save(to: URL(fileURLWithPath: "training/ckpt"))
/// try checkpoint.restore(prefix).assertConsumed()
/// ```
///
/// Objects are found by the names of their properties, as Keras 2 gives them: a checkpoint fits every
/// program whose objects know each other by the same names.
///
/// - **Source:** document 001, saving and loading models.
public final class Checkpoint {
  private let parts: [(name: String, part: Any)]
  /// How often `save(to:)` was called, in this program or in the one that wrote what was restored.
  public let saveCounter = Variable(
    Tensor(0, dtype: .int64), name: "save_counter:0", trainable: false)

  /// A checkpoint of objects with names.
  public init(_ objects: KeyValuePairs<String, any Checkpointable>) {
    parts = objects.map { ($0.key, $0.value) }
  }

  private func objects(counting: Bool) -> CheckpointObjects {
    CheckpointObjects(parts + (counting ? [("save_counter", saveCounter)] : []))
  }

  /// Writes a numbered checkpoint, and the file `checkpoint` beside it that names the latest.
  ///
  /// ```swift
  /// let prefix = try checkpoint.save(to: URL(fileURLWithPath: "training/ckpt"))
  /// print(prefix.lastPathComponent)  // ckpt-1
  /// ```
  ///
  /// - Returns: the prefix with the number.
  /// - Throws: `FormatError` if the files cannot be written; the number stays what it was then.
  @discardableResult
  public func save(to prefix: URL) throws -> URL {
    let prefix = try saveNumbered(prefix)
    let name = prefix.lastPathComponent
    try CheckpointState(latest: name, all: [name]).write(to: prefix.deletingLastPathComponent())
    return prefix
  }

  func saveNumbered(_ prefix: URL) throws -> URL {
    saveCounter.assignAdd(Tensor(1, dtype: .int64))
    do {
      let number = saveCounter.tensor.scalars(as: Int64.self)[0]
      let numbered = URL(fileURLWithPath: "\(prefix.path)-\(number)")
      try write(objects(counting: true), to: numbered)
      return numbered
    } catch {
      saveCounter.assignSub(Tensor(1, dtype: .int64))
      throw error
    }
  }

  /// Writes a checkpoint under a name of one's own.
  ///
  /// ```swift
  /// try checkpoint.write(to: URL(fileURLWithPath: "best"))
  /// ```
  ///
  /// - Throws: `FormatError` if the files cannot be written.
  public func write(to prefix: URL) throws { try write(objects(counting: false), to: prefix) }

  private func write(_ objects: CheckpointObjects, to prefix: URL) throws {
    let (graph, variables) = objects.message()
    var bundle = TensorBundleWriter(prefix: prefix)
    for (key, variable) in variables { bundle.add(variable.tensor, for: key) }
    bundle.add(try graph.bytes(for: prefix.path), for: "_CHECKPOINTABLE_OBJECT_GRAPH")
    do {
      try FileManager.default.createDirectory(
        at: prefix.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw FormatError(
        prefix.path, "its folder cannot be made: \((error as NSError).localizedDescription)",
        cure: "make it, or use a different path")
    }
    try bundle.finish()
  }

  /// The tensors of any checkpoint by their keys.
  ///
  /// ```swift
  /// print(try Checkpoint.values(in: prefix).keys.sorted())
  /// ```
  ///
  /// - Throws: `FormatError` if the files cannot be read.
  public static func values(in prefix: URL) throws -> [String: Tensor] {
    let reader = try TensorBundleReader(prefix: prefix)
    var values: [String: Tensor] = [:]
    for key in reader.keys where reader.isTensor(key) {
      values[key] = try reader.tensor(for: key)
    }
    return values
  }

  /// Gives the variables the values that they had.
  ///
  /// All values are read before the first is assigned: what is damaged, or of another shape or type,
  /// changes nothing. A layer has no variables before it was built, so build it first.
  ///
  /// ```swift
  /// let status = try checkpoint.restore(prefix)
  /// print(status.notInFile)  // []
  /// ```
  ///
  /// - Parameter prefix: the files' path without an ending, as `save(to:)` returned it.
  /// - Returns: what fitted and what did not.
  /// - Throws: `FormatError` if the files cannot be read, or a value does not fit its variable.
  @discardableResult
  public func restore(_ prefix: URL) throws -> CheckpointStatus {
    let reader = try TensorBundleReader(prefix: prefix)
    let graph = try Tensorflow_TrackableObjectGraph(
      reader.string(for: "_CHECKPOINTABLE_OBJECT_GRAPH"), at: prefix.path)
    var matching = CheckpointMatching(graph, objects(counting: true), at: prefix.path)
    try matching.match()
    var values: [(variable: Variable, value: Tensor)] = []
    for (key, target) in matching.targets {
      let value = try reader.tensor(for: key)
      let wanted = TensorSpec(shape: target.like.shape, dtype: target.like.dtype)
      guard value.spec == wanted else {
        throw FormatError(
          "\(prefix.path): '\(key)'", "it is \(value.spec), and the variable is \(wanted)",
          cure: "make the variable as it was when it was saved")
      }
      values.append((target.variable(), value))
    }
    for (variable, value) in values { variable.assign(value) }
    let restored = Set(matching.targets.map(\.key))
    let named = graph.nodes.flatMap { $0.attributes.map(\.checkpointKey) }
    return CheckpointStatus(
      prefix: prefix.path, restored: restored.sorted(),
      notInFile: matching.notInFile.filter { $0 != "save_counter" }.sorted(),
      notInProgram: Set(named).subtracting(restored).filter {
        !$0.hasPrefix("save_counter/")
      }.sorted())
  }
}

/// Which of a file's values belongs to which variable of a program.
struct CheckpointMatching {
  /// A variable, which is made when it is asked for, and one that is like it.
  struct Target {
    let like: Variable
    let variable: () -> Variable
  }

  private(set) var targets: [(key: String, target: Target)] = []
  private(set) var notInFile: [String] = []
  private let graph: Tensorflow_TrackableObjectGraph
  private let objects: CheckpointObjects
  private let place: String

  init(_ graph: Tensorflow_TrackableObjectGraph, _ objects: CheckpointObjects, at place: String) {
    self.graph = graph
    self.objects = objects
    self.place = place
  }

  /// The names that Keras 3 gives.
  private static let otherNames = [
    "kernel": "_kernel", "iter": "_iterations", "learning_rate": "_learning_rate",
  ]

  /// Follows the names from the root, in both at once.
  ///
  /// - Throws: `FormatError` if the file's graph names nodes that it has not.
  mutating func match() throws(FormatError) {
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
      guard let variable = objects.nodes[number].variable else { continue }
      if let partner = partners[number], let key = key(graph.nodes[partner]) {
        variables[partner] = variable
        targets.append((key, Target(like: variable) { variable }))
      } else {
        notInFile.append(String(path.dropLast()))
      }
    }
    for (number, partner) in partners.sorted(by: { $0.key < $1.key }) {
      guard let optimizer = objects.nodes[number].optimizer else { continue }
      for slot in graph.nodes[partner].slotVariables {
        guard let owner = variables[Int(slot.originalVariableNodeID)] else { continue }
        guard graph.nodes.indices.contains(Int(slot.slotVariableNodeID)) else { throw damaged }
        guard let key = key(graph.nodes[Int(slot.slotVariableNodeID)]) else { continue }
        let name = slot.slotName
        targets.append((key, Target(like: owner) { optimizer.slot(name, for: owner) }))
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
