import Foundation
import Tapestry

/// Something that a checkpoint keeps as a text and not as a variable: how far data or random
/// numbers have come. TensorFlow passes it over, since it asks for no key that it does not know.
protocol KeptAsText {
  /// What is to be kept.
  func checkpointText() throws -> Data
  /// Goes on from what was kept.
  func restore(checkpointText: Data) throws
}

extension DatasetIterator: Checkpointable, KeptAsText {
  func checkpointText() throws -> Data { try JSONEncoder().encode(state()) }

  func restore(checkpointText: Data) throws {
    try restore(JSONDecoder().decode(DatasetState.self, from: checkpointText))
  }
}

/// How far the program has drawn random numbers, as a part of checkpoints.
///
/// ```swift
/// let checkpoint = Checkpoint(["model": model, "random_numbers": ProgramRandomNumbers()])
/// ```
///
/// A program that is restored draws what the one that saved would have drawn next. Numbers that a
/// `Function` draws are its own: keep the function as well.
public struct ProgramRandomNumbers: Checkpointable, KeptAsText {
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

extension Function: Checkpointable, KeptAsText {
  func checkpointText() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(randomState)
  }

  func restore(checkpointText: Data) throws {
    restore(try JSONDecoder().decode(FunctionRandomState.self, from: checkpointText))
  }
}
