import FileAccess
import Foundation
import HDF5
import Tapestry

/// Keras 3's `.keras` files, which are read and not written: `.h5` is read by both versions.
///
/// ```swift
/// let model = try Sequential.load(from: url, as: KerasArchiveFormat())
/// ```
public struct KerasArchiveFormat: ModelFormat {
  /// The format.
  public init() {}

  /// Refuses to write.
  ///
  /// Throws: `SavedModelError`, which names the form that Keras reads, too.
  public func write(_ model: SavedModel, to url: URL) throws {
    throw SavedModelError.unwritable(
      file: url.path, reason: "files of this kind are read only",
      cure: "give the path an ending of .h5, which Keras 3 reads, too")
  }

  /// Reads a model.
  ///
  /// Throws: `SavedModelError` if there is none, whatever the file holds.
  public func read(from url: URL) throws -> SavedModel {
    let data: Data
    do {
      data = try WholeFile.read(url.path)
    } catch {
      throw SavedModelError.unreadable(file: url.path, reason: error.problem)
    }
    do {
      return try model(in: KerasArchive(data: data))
    } catch let error as KerasProblem {
      throw SavedModelError.malformed(file: url.path, problem: error.text)
    } catch let error as HDF5Error {
      throw SavedModelError.malformed(file: url.path, problem: error.sentence)
    }
  }

  private func model(in archive: KerasArchive) throws -> SavedModel {
    let text = String(decoding: try archive.entry("config.json"), as: UTF8.self)
    let whole = try KerasJSON.config(text, "config.json")
    guard case .string(let className)? = whole["class_name"],
      case .config(let own)? = whole["config"]
    else { throw KerasProblem("its 'config.json' names no class and its configuration") }
    let root = try HDF5File.decoded(archive.entry("model.weights.h5"))
    let (config, inputs) = KerasConfigs.read(own)
    var saved = SavedModel(
      className: className, config: config, weights: try KerasVariables.read(root),
      inputs: inputs)
    if case .config(let training)? = whole["compile_config"],
      case .config(let object)? = training["optimizer"]
    {
      saved.training = try KerasTraining(model: config).training(training)
      let serialized = KerasOptimizers.read(KerasConfigs.cleaned(object))
      saved.optimizer = SavedOptimizer(
        serialized: serialized,
        weights: KerasOptimizers.ordered(
          try KerasVariables.optimizer(root), of: serialized["class_name"]))
    }
    return saved
  }

  /// The weights of what was read in the order of a model's own.
  ///
  /// - Throws: `SavedModelError` if they cannot be told apart.
  public func weights(
    of saved: SavedModel, for model: SavedModel, file: String
  ) throws -> [NamedTensor] { KerasVariables.ordered(saved.weights, for: model) }
}
