import Foundation

/// A file format for models.
///
/// ```swift
/// try model.save(to: url, as: .json)
/// ```
///
/// A new format only has to write and read a `SavedModel`; matching it with layers is done by the
/// model.
public protocol ModelFormat: Sendable {
  /// Writes a model; an existing file is replaced only when everything has been written.
  ///
  /// - Throws: `SavedModelError` if the file cannot be written.
  func write(_ model: SavedModel, to url: URL) throws

  /// Reads a model.
  ///
  /// - Throws: `SavedModelError` if the file holds no model, whatever its bytes.
  func read(from url: URL) throws -> SavedModel

  /// The weights that were read, in the order of a model's own.
  ///
  /// By default they are in this order already.
  ///
  /// - Parameters:
  ///   - saved: what `read(from:)` returned.
  ///   - model: the saved form of the model that is to get the weights.
  ///   - file: the path, for errors.
  /// - Throws: `SavedModelError` if they cannot be matched.
  func weights(of saved: SavedModel, for model: SavedModel, file: String) throws -> [NamedTensor]

  /// The optimizer that was read, for a model that was compiled with one; nil if there is none.
  ///
  /// By default it is the saved one.
  ///
  /// - Parameters:
  ///   - saved: what `read(from:)` returned.
  ///   - model: the saved form of the model that is to get the state.
  ///   - file: the path, for errors.
  /// - Throws: `SavedModelError` if it cannot be matched.
  func optimizer(
    of saved: SavedModel, for model: SavedModel, file: String
  ) throws -> SavedOptimizer?
}

extension ModelFormat {
  /// The weights as they were read.
  public func weights(
    of saved: SavedModel, for model: SavedModel, file: String
  ) throws -> [NamedTensor] { saved.weights }

  /// The optimizer as it was read.
  public func optimizer(
    of saved: SavedModel, for model: SavedModel, file: String
  ) throws -> SavedOptimizer? { saved.optimizer }
}

/// An error in a model's file.
public enum SavedModelError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened or read.
  case unreadable(file: String, reason: String)
  /// The file cannot be written.
  case unwritable(file: String, reason: String, cure: String)
  /// The file holds something other than a model in this format.
  case malformed(file: String, problem: String)
  /// The file holds different weights than the model has.
  case otherWeights(file: String, model: String, expected: [String], found: [String])
  /// A weight has another shape or type in the file.
  case weightDoesNotFit(
    file: String, layer: String, weight: String, expected: TensorSpec, found: TensorSpec)
  /// The path's extension belongs to a format that has not been registered.
  case formatNotRegistered(file: String, ending: String)
  /// The file does not say what inputs the model takes.
  case unknownInputs(file: String)
  /// The file holds no optimizer, or one of a different class.
  case otherOptimizer(file: String, expected: String, found: String?)

  /// The file, the values and the cure.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "'\(file)' cannot be read: \(reason)\n  cure: give the path of a file that save(to:) wrote"
    case .unwritable(let file, let reason, let cure):
      "'\(file)' cannot be written: \(reason)\n  cure: \(cure)"
    case .malformed(let file, let problem):
      "'\(file)' is not a model: \(problem)\n"
        + "  cure: read it in the format in which it was written, or save the model again"
    case .otherWeights(let file, let model, let expected, let found):
      "'\(file)' holds \(counted(found)) for '\(model)', which has \(counted(expected))\n"
        + (expected.isEmpty
          ? "  cure: build the model first: call it, or model.build(inputShape: [32, 13])"
          : "  cure: load it into a model of the same layers")
    case .weightDoesNotFit(let file, let layer, let weight, let expected, let found):
      "'\(file)' holds a \(found.dtype) value of shape \(found.shape) for '\(weight)' of the layer "
        + "'\(layer)', which has \(expected.dtype) and shape \(expected.shape)\n"
        + "  cure: load it into a model whose layers have the same sizes and are built for the same "
        + "inputs"
    case .formatNotRegistered(let file, let ending):
      "'\(file)': no format is registered for the extension '\(ending)'\n"
        + "  cure: register one with ModelFormats.register(format, for: [\"\(ending)\"]), or use a "
        + "path that ends in .json"
    case .unknownInputs(let file):
      "'\(file)' does not say what shape the model's inputs have\n"
        + "  cure: say it: load(from: url, inputShape: [32, 13])"
    case .otherOptimizer(let file, let expected, let found):
      "'\(file)' holds \(found.map { "the state of \($0)" } ?? "no optimizer"), and the model was "
        + "compiled with \(expected)\n"
        + "  cure: compile the model with the same optimizer, or load the weights only: "
        + "loadWeights(from:)"
    }
  }

  private func counted(_ names: [String]) -> String {
    guard !names.isEmpty else { return "no weights" }
    let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
    return "\(names.count) weights, \(shown)" + (names.count > 8 ? ", …" : "")
  }
}
