import FileAccess
import Foundation
import HDF5
import Tapestry

/// Keras's `.h5` files: whole models and weights, of Keras 2 and as Keras 3 writes them.
///
/// ```swift
/// try model.save(to: url, as: KerasH5Format())
/// ```
///
/// Both versions read what is written, except a functional model in which the states of one
/// recurrent layer are the initial states of another: Keras 3 needs a separate argument for them,
/// which Keras 2 does not know, so it reads such a model from a `.keras` file only. A model with
/// operations among its layers is read from files of both, and written as `.keras`. The activation
/// `hard_sigmoid` is written for Keras 2; Keras 3 computes another function under this name, and
/// does not warn. A path that ends in `.weights.h5` gets only weights, in the layout of Keras 3,
/// which chooses it by the same ending.
public struct KerasH5Format: ModelFormat {
  /// The format.
  public init() {}

  /// Writes a model.
  ///
  /// - Throws: `SavedModelError` if the file cannot be written.
  public func write(_ model: SavedModel, to url: URL) throws {
    try writingModel(to: url) {
      // Keras, too, chooses the layout by the whole ending.
      let isNested = url.path.lowercased().hasSuffix(".weights.h5")
      try HDF5File.write(isNested ? nestedRoot(of: model) : root(of: model), to: url.path)
    }
  }

  /// What the file says of a model.
  package static func config(of model: SavedModel) throws -> Config {
    let config = try KerasActivations.writtenForKeras2(
      KerasConfigs.written(model, forBoth: true))
    return ["class_name": .string(model.className), "config": .config(config)]
  }

  /// The weights in the layout of Keras 3, with those of an optimizer that it has, too.
  private func nestedRoot(of model: SavedModel) throws -> HDF5Group {
    var root = try KerasVariables.group(of: model)
    if let optimizer = model.optimizer, let written = try? KerasOptimizers.written(optimizer) {
      root.groups["optimizer"] = KerasVariables.optimizerGroup(written.weights)
    }
    return root
  }

  private func root(of model: SavedModel) throws -> HDF5Group {
    let weights = try KerasWeights.group(of: model)
    if model.isOnlyWeights { return weights }
    var root = HDF5Group()
    root.attributes["backend"] = .string("tensorflow")
    root.attributes["keras_version"] = .string("2.2.4-tf")
    root.attributes["model_config"] = .string(
      try KerasJSON.text(Self.config(of: model)))
    root.groups["model_weights"] = weights
    if let training = model.training, let optimizer = model.optimizer {
      root.attributes["training_config"] = .string(
        try KerasJSON.text(
          KerasTraining.config(
            training, KerasOptimizers.forBoth(optimizer.serialized), keras2Model: model.config)))
      var group = HDF5Group()
      for weight in optimizer.weights {
        guard group.dataset(at: weight.name) == nil else {
          throw KerasProblem("two weights of the optimizer have the name '\(weight.name)'")
        }
        group.setDataset(HDF5Value(weight.tensor), at: weight.name)
      }
      group.setNames(optimizer.weights.map(\.name), "weight_names")
      root.groups["optimizer_weights"] = group
    }
    try root.setProgress(model.progress)
    return root
  }

  /// Reads a model, or weights.
  ///
  /// - Throws: `SavedModelError` if there is none, whatever the file holds.
  public func read(from url: URL) throws -> SavedModel {
    try readingModel(from: url) { try model(in: HDF5File.decoded(WholeFile.mapped(url.path))) }
  }

  /// The model of a file's content.
  func model(in root: HDF5Group) throws -> SavedModel {
    guard let text = root.text("model_config") else {
      let isNested = root.groups["layers"] != nil && root.attributes["layer_names"] == nil
      let state = try isNested ? KerasVariables.optimizer(root) : []
      return SavedModel(
        className: "model without a configuration", config: [:],
        weights: try isNested ? KerasVariables.read(root) : KerasWeights.read(root),
        optimizer: state.isEmpty ? nil : SavedOptimizer(serialized: [:], weights: state))
    }
    guard let weights = root.groups["model_weights"] else {
      throw KerasProblem("it has no group 'model_weights'")
    }
    let isOfKeras3 = root.text("keras_version")?.hasPrefix("3.") ?? false
    var (saved, _) = try KerasConfigs.model(
      in: text, called: "model_config", isOfKeras3: isOfKeras3,
      weights: KerasWeights.read(weights))
    if let text = root.text("training_config") {
      let training = try KerasJSON.config(text, "training_config")
      saved.training = try KerasTraining(model: saved.config, isOfKeras3: isOfKeras3).training(
        training, countsMetrics: false)
      guard case .config(let object)? = training["optimizer_config"] else {
        throw KerasProblem("its 'training_config' has no optimizer")
      }
      let optimizerWeights = try root.groups["optimizer_weights"].map {
        try KerasWeights.read($0, of: "optimizer_weights")
      }
      let serialized = try KerasOptimizers.read(KerasConfigs.cleaned(object))
      saved.optimizer = SavedOptimizer(
        serialized: serialized,
        weights: KerasOptimizers.ordered(
          optimizerWeights ?? [], of: serialized, isOfKeras3: isOfKeras3))
    }
    saved.progress = try root.progress()
    return saved
  }

  /// The weights that were read, in the order of a model's own.
  ///
  /// - Throws: `SavedModelError` if they cannot be told apart.
  public func weights(
    of saved: SavedModel, for model: SavedModel, file: String
  ) throws -> [NamedTensor] {
    KerasVariables.areNested(saved.weights)
      ? KerasVariables.ordered(saved.weights, for: model)
      : KerasWeights.ordered(saved.weights, for: model)
  }

  /// The optimizer that was read. In a file of weights its variables have neither a class nor
  /// names, and are taken for those of the model's own.
  ///
  /// - Throws: `SavedModelError` if Keras 3 has no variables for such an optimizer.
  public func optimizer(
    of saved: SavedModel, for model: SavedModel, file: String
  ) throws -> SavedOptimizer? {
    guard let state = saved.optimizer, state.serialized.names.isEmpty, let own = model.optimizer
    else { return saved.optimizer }
    do {
      return try KerasOptimizers.state(state.weights, of: own)
    } catch let error as KerasProblem {
      throw SavedModelError.malformed(file: file, problem: error.text)
    }
  }
}
