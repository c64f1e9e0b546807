import FileAccess
import Foundation
import HDF5
import Tapestry
import ZipFiles

/// Keras 3's `.keras` files.
///
/// ```swift
/// let model = try Sequential.load(from: url, as: KerasArchiveFormat())
/// try model.save(to: url, as: KerasArchiveFormat())
/// ```
///
/// Keras 3 does two things with masks that Keras 2 does not: its losses are means over the steps
/// that are present, and its `Bidirectional` always returns zeros for missing steps. A model that
/// is read does the same, with the reduction `Loss.Reduction.sumOverPresent`. A model that is made
/// here does what Keras 2 does, until Keras 3 has read its file.
public struct KerasArchiveFormat: ModelFormat {
  /// The format.
  public init() {}

  /// Writes a model, with the state of its optimizer.
  ///
  /// - Throws: `SavedModelError` if the file cannot be written, or Keras 3 cannot do what the
  ///   model's training does.
  public func write(_ model: SavedModel, to url: URL) throws {
    try writingModel(to: url) {
      var weights = try KerasVariables.group(of: model)
      if model.optimizer != nil {
        weights.groups["optimizer"] = KerasVariables.optimizerGroup(
          try Self.optimizerVariables(of: model))
      }
      try weights.setProgress(model.progress)
      let config = Data(try KerasJSON.text(Self.config(of: model)).utf8)
      let archive = try ZipDraft(url.path)
      // The version whose form is used.
      try archive.add("metadata.json", [Data(#"{"keras_version": "3.0.0"}"#.utf8)])
      try archive.add("config.json", [config])
      try archive.add("model.weights.h5", try HDF5File.pieces(weights))
      try archive.finish()
    }
  }

  /// What `config.json` says of a model.
  package static func config(of model: SavedModel) throws -> Config {
    try KerasModules.config(
      of: model, optimizer: try model.optimizer.map(KerasOptimizers.written)?.serialized)
  }

  /// The state of an optimizer, in the order of Keras 3.
  package static func optimizerVariables(of model: SavedModel) throws -> [Tensor] {
    try model.optimizer.map(KerasOptimizers.written)?.weights ?? []
  }

  /// Reads a model.
  ///
  /// - Throws: `SavedModelError` if there is none, whatever the file holds.
  public func read(from url: URL) throws -> SavedModel {
    try readingModel(from: url) { try model(in: ZipArchive(url.path)) }
  }

  private func model(in archive: ZipArchive) throws -> SavedModel {
    let text = String(decoding: try archive.entry(named: "config.json").content(), as: UTF8.self)
    let root = try HDF5File.decoded(archive.entry(named: "model.weights.h5").content())
    return try model(text, weights: root)
  }

  /// The model that the two entries describe.
  func model(_ text: String, weights root: HDF5Group) throws -> SavedModel {
    var (saved, whole) = try KerasConfigs.model(
      in: text, called: "config.json", isOfKeras3: true, weights: KerasVariables.read(root))
    if case .config(let training)? = whole["compile_config"],
      case .config(let object)? = training["optimizer"]
    {
      saved.training = try KerasTraining(model: saved.config, isOfKeras3: true).training(
        training, countsMetrics: true)
      let serialized = try KerasOptimizers.read(KerasConfigs.cleaned(object))
      saved.optimizer = SavedOptimizer(
        serialized: serialized,
        weights: KerasOptimizers.ordered(
          try KerasVariables.optimizer(root), of: serialized, isOfKeras3: true))
    }
    saved.progress = try root.progress()
    return saved
  }

  /// The weights that were read, in the order of a model's own.
  ///
  /// - Throws: `SavedModelError` if they cannot be told apart.
  public func weights(
    of saved: SavedModel, for model: SavedModel, file: String
  ) throws -> [NamedTensor] { KerasVariables.ordered(saved.weights, for: model) }
}
