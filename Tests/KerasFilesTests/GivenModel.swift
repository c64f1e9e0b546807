import Foundation
import Tapestry

/// A format whose file is a value: many can be loaded in a second.
struct GivenModel: ModelFormat {
  /// What the file holds.
  let model: SavedModel
  /// The format of the file that it would be in.
  let format: any ModelFormat

  func read(from url: URL) throws -> SavedModel { model }

  func write(_ model: SavedModel, to url: URL) throws {
    throw SavedModelError.unwritable(file: url.path, reason: "it is no file", cure: "read only")
  }

  func weights(
    of saved: SavedModel, for model: SavedModel, file: String
  ) throws -> [NamedTensor] { try format.weights(of: saved, for: model, file: file) }

  /// Makes the model, or throws that it cannot be made.
  func load() { _ = try? Model.load(from: URL(fileURLWithPath: "/given"), as: self) }
}
