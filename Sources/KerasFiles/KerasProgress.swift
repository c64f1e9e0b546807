import Foundation
import HDF5
import Tapestry

// The progress of training, for resuming it here. Keras's files have no place for it, but both
// versions ignore an attribute whose name they do not know.

extension HDF5Group {
  private static let progressName = "tapestry_progress"

  /// Stores the progress of training as an attribute.
  mutating func setProgress(_ progress: SavedProgress?) throws {
    guard let progress else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    attributes[Self.progressName] = .string(
      String(decoding: try encoder.encode(progress), as: UTF8.self))
  }

  /// The progress of training; nil if the file has none.
  ///
  /// - Throws: `KerasProblem` if the attribute cannot be decoded.
  func progress() throws -> SavedProgress? {
    guard let text = text(Self.progressName) else { return nil }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      return try decoder.decode(SavedProgress.self, from: Data(text.utf8))
    } catch {
      throw KerasProblem("its '\(Self.progressName)' does not say where a training stood")
    }
  }
}
