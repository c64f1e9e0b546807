import Foundation
import Tapestry

/// Something that a checkpoint keeps as text and not as a variable: positions in data and in
/// streams of random numbers. TensorFlow ignores it, since it reads no key that it does not know.
protocol TextCheckpointable {
  /// The state to be kept.
  func checkpointText() throws -> Data
  /// Continues from the state that was kept.
  func restore(checkpointText: Data) throws
}

extension DatasetIterator: Checkpointable, TextCheckpointable {
  func checkpointText() throws -> Data { try JSONEncoder().encode(state()) }

  func restore(checkpointText: Data) throws {
    try restore(JSONDecoder().decode(DatasetState.self, from: checkpointText))
  }
}

/// The state of the program's random numbers, as a part of checkpoints.
///
/// ```swift
/// let checkpoint = Checkpoint(["model": model, "random_numbers": ProgramRandomNumbers()])
/// ```
///
/// A restored program draws the numbers that the saving one would have drawn next. A `Function` has
/// random numbers of its own: keep the function as well.
public struct ProgramRandomNumbers: Checkpointable, TextCheckpointable {
  /// The random numbers of this program.
  public init() {}

  func checkpointText() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(RandomNumberState.current)
  }

  func restore(checkpointText: Data) throws {
    try JSONDecoder().decode(RandomNumberState.self, from: checkpointText).restore()
  }
}

extension Function: Checkpointable, TextCheckpointable {
  func checkpointText() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(randomState)
  }

  func restore(checkpointText: Data) throws {
    restore(try JSONDecoder().decode(FunctionRandomState.self, from: checkpointText))
  }
}
