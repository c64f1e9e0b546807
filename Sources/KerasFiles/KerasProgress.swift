import Foundation
import HDF5
import Tapestry

// Where a training stood, for a training that goes on here: Keras's files have no place for it. An
// attribute of a name that Keras does not know is one that it does not look at, in either version.

extension HDF5Group {
  private static let progressName = "tapestry_progress"

  /// Notes where a training stood.
  mutating func setProgress(_ progress: SavedProgress?) throws {
    guard let progress else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    attributes[Self.progressName] = .string(
      String(decoding: try encoder.encode(progress), as: UTF8.self))
  }

  /// Where the training stood; nil if the file does not say.
  ///
  /// - Throws: `KerasProblem` if what it says makes no sense.
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
