/// What a checkpoint and a program had in common when it was restored.
///
/// ```swift
/// try Checkpoint(["model": model]).restore(prefix).assertConsumed()
/// ```
public struct CheckpointStatus: Equatable, Sendable {
  /// The files' path without an ending.
  public let prefix: String
  /// The keys whose values variables of the program have.
  public let restored: [String]
  /// Variables of the program of which the file knows nothing.
  public let notInFile: [String]
  /// Keys of the file that no variable of the program asked for.
  public let notInProgram: [String]

  /// Demands that each variable got a value and each value a variable.
  ///
  /// - Throws: `FormatError` that names those without the other.
  public func assertConsumed() throws {
    if !notInFile.isEmpty {
      throw FormatError(
        prefix, "it has no values for \(notInFile.joined(separator: ", "))",
        cure: "give the objects the names that they were saved under, or ask for expectPartial()")
    }
    if !notInProgram.isEmpty {
      throw FormatError(
        prefix, "nothing in the program takes \(notInProgram.joined(separator: ", "))",
        cure: "build the model, by a call or build(_:), before restoring it, "
          + "or ask for expectPartial()")
    }
  }

  /// Says that values without a variable, and variables without a value, are no mistake.
  public func expectPartial() {}
}
