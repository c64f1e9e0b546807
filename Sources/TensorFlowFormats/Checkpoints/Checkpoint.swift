import Foundation
import Tapestry

/// The values of variables, kept in files that `tf.train.Checkpoint` also reads and writes.
///
/// ```swift
/// let checkpoint = Checkpoint(["model": model, "optimizer": optimizer])
/// let prefix = try checkpoint.save(to: URL(fileURLWithPath: "training/ckpt"))
/// try checkpoint.restore(prefix).assertConsumed()
/// ```
///
/// Objects are found by the names of their properties, as Keras gives them: a checkpoint fits every
/// program whose objects refer to each other by the same names. A checkpoint of TensorFlow 1 has no
/// objects; there variables are found by their own names, `dense/kernel`.
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

  /// A checkpoint of training: with its data and the program's random numbers, it continues with
  /// the numbers that it would have had.
  ///
  /// ```swift
  /// let batches = Dataset.range(100).batch(32).makeIterator()
  /// let checkpoint = Checkpoint(model: model, optimizer: optimizer, iterator: batches)
  /// ```
  public convenience init<Element: Sendable, Failure: Error>(
    model: Module, optimizer: Optimizer, iterator: DatasetIterator<Element, Failure>
  ) {
    self.init([
      "model": model, "optimizer": optimizer, "iterator": iterator,
      "random_numbers": ProgramRandomNumbers(),
    ])
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

  /// Writes a checkpoint under a name of your choice.
  ///
  /// ```swift
  /// try checkpoint.write(to: URL(fileURLWithPath: "best"))
  /// ```
  ///
  /// - Throws: `FormatError` if the files cannot be written, or would lack a variable that no name
  ///   leads to.
  public func write(to prefix: URL) throws { try write(objects(counting: false), to: prefix) }

  private func write(_ objects: CheckpointObjects, to prefix: URL) throws {
    try objects.requireNames(at: prefix.path)
    let (graph, variables, texts) = objects.message()
    var bundle = TensorBundleWriter(prefix: prefix)
    for (key, text) in texts { bundle.add(try text.checkpointText(), for: key) }
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
  /// All values are read before the first is assigned: if one is damaged, or of another shape or
  /// type, nothing changes. Variables that do not exist yet, those of layers that were not built
  /// and an optimizer's future slots, get their values when they are made.
  ///
  /// ```swift
  /// let status = try checkpoint.restore(prefix)
  /// print(status.notInFile)  // []
  /// ```
  ///
  /// - Parameter prefix: the files' path without an ending, as `save(to:)` returned it.
  /// - Returns: what fitted and what did not, now and after more variables were made.
  /// - Throws: `FormatError` if the files cannot be read, a value does not fit its variable, or an
  ///   iteration is one over other data.
  @discardableResult
  public func restore(_ prefix: URL) throws -> CheckpointStatus {
    let restoration = try CheckpointRestoration(prefix, parts + [("save_counter", saveCounter)])
    try restoration.begin()
    return CheckpointStatus(restoration)
  }
}
