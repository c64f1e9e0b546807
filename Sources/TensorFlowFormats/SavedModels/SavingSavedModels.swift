import Foundation
import Tapestry
import TensorFlowMessages

extension SavedModel {
  /// Writes a module as a SavedModel of TensorFlow, which TensorFlow 2.1 and later load and call.
  ///
  /// ```swift
  /// final class MyModule: Module {
  ///   let weight = Variable(Tensor(Int32(3)))
  ///   lazy var multiply = Function("multiply") { [unowned self] (x: Tensor) in x * weight }
  /// }
  /// let module = MyModule()
  /// try module.multiply(Tensor([5, 6, 3], dtype: .int32))
  /// try SavedModel.save(module, to: URL(fileURLWithPath: "my_module"))
  /// ```
  ///
  /// A graph can be written and a closure cannot: for each `Function` among the properties, the
  /// graphs that were traced are written, or one with open sizes if it has an input signature. A
  /// built model is also a function: `__call__`, and `serving_default` with Keras's names of the
  /// inputs and outputs. It takes batches of any size, and a model whose own code fits only one is
  /// an error; with a stateful layer, it takes batches of the size of the latest call. Several
  /// inputs are one list. Loaded objects are written again as they were.
  ///
  /// - Parameters:
  ///   - module: what to write, with the variables, modules and functions in its properties.
  ///   - signatures: functions by the names under which servers call them, each with one graph. By
  ///     default the function that alone has an input signature is `serving_default`, and what was
  ///     loaded keeps its own.
  ///   - folder: where to write; what was there before stays until everything is written.
  /// - Throws: `FormatError` that names the function and the operation if a graph holds what
  ///   TensorFlow lacks, or depends on a size that is left open, or if the code fits some sizes
  ///   only; and if a lazy property for a function was not used yet, or what a model takes is not
  ///   known. Nothing is written then.
  /// - **Source**: document 001, saving and loading models.
  public static func save(
    _ module: Module, signatures: [String: any TracedFunction]? = nil, to folder: URL
  ) throws {
    var writer = SavedModelWriter()
    let root = try writer.add(module, path: [])
    if let model = module as? Model { try writer.addCall(of: model, to: root) }
    let served = signatures ?? (module as? LoadedObject)?.signatures
    try writer.writeFunctions(signatures: served?.isEmpty == true ? nil : served)
    let message = writer.finish()
    let files = FileManager.default
    let draft = folder.deletingLastPathComponent()
      .appendingPathComponent(".\(folder.lastPathComponent).\(UUID().uuidString)")
    do {
      try files.createDirectory(
        at: draft.appendingPathComponent("variables"), withIntermediateDirectories: true)
      defer { try? files.removeItem(at: draft) }
      try files.createDirectory(
        at: draft.appendingPathComponent("assets"), withIntermediateDirectories: true)
      var bundle = TensorBundleWriter(prefix: draft.appendingPathComponent("variables/variables"))
      for (variable, _, key, _) in writer.variables { bundle.add(variable.tensor, for: key) }
      bundle.add(
        try writer.trackedObjects.bytes(for: folder.path), for: "_CHECKPOINTABLE_OBJECT_GRAPH")
      try bundle.finish()
      try message.bytes(for: folder.path)
        .write(to: draft.appendingPathComponent("saved_model.pb"))
      try put(draft, inPlaceOf: folder)
    } catch let error as FormatError {
      throw error
    } catch {
      throw FormatError(
        folder.path, "it cannot be written: \((error as NSError).localizedDescription)",
        cure: "make its folder, free disk space, or use a different path")
    }
  }

  /// Renames a folder; the one in its place is deleted after that has succeeded.
  private static func put(_ draft: URL, inPlaceOf folder: URL) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: folder.path) else {
      try files.moveItem(at: draft, to: folder)
      return
    }
    let old = draft.appendingPathExtension("old")
    try files.moveItem(at: folder, to: old)
    do {
      try files.moveItem(at: draft, to: folder)
    } catch {
      try files.moveItem(at: old, to: folder)
      throw error
    }
    try files.removeItem(at: old)
  }
}
