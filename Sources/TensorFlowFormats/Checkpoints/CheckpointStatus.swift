/// What a checkpoint and a program have in common.
///
/// ```swift
/// try Checkpoint(["model": model]).restore(prefix).assertConsumed()
/// ```
///
/// It describes the program at the time of the question: a layer that is built later takes its
/// values then.
public final class CheckpointStatus {
  private let restoration: CheckpointRestoration

  init(_ restoration: CheckpointRestoration) { self.restoration = restoration }

  /// The files' path without an ending.
  public var prefix: String { restoration.prefix.path }

  /// The keys whose values variables of the program have.
  public var restored: [String] { restoration.restored.sorted() }

  /// Variables of the program that the file does not mention.
  public var notInFile: [String] {
    // A graph that was matched once is matched again without an error.
    ((try? restoration.matching())?.notInFile ?? []).filter { $0 != "save_counter" }.sorted()
  }

  /// Keys of the file that no variable of the program asked for.
  public var notInProgram: [String] {
    restoration.keys.subtracting(restoration.restored)
      .filter { !$0.hasPrefix("save_counter/") }.sorted()
  }

  /// Checks that each variable got a value and each value a variable.
  ///
  /// ```swift
  /// try checkpoint.restore(prefix).assertConsumed()
  /// ```
  ///
  /// - Returns: the status.
  /// - Throws: `FormatError` that names the variables and values without the other.
  @discardableResult
  public func assertConsumed() throws -> CheckpointStatus {
    try assertExistingObjectsMatched()
    let left = notInProgram
    if !left.isEmpty {
      throw FormatError(
        prefix, "nothing in the program takes \(left.joined(separator: ", "))",
        cure: "build the model, by a call or build(_:), before asking, "
          + "or ask for expectPartial()")
    }
    return self
  }

  /// Checks that each variable that exists got a value; values may be left over, or wait for
  /// variables that do not exist yet.
  ///
  /// ```swift
  /// try checkpoint.restore(prefix).assertExistingObjectsMatched()
  /// ```
  ///
  /// - Returns: the status.
  /// - Throws: `FormatError` that names the variables without a value.
  @discardableResult
  public func assertExistingObjectsMatched() throws -> CheckpointStatus {
    let missing = notInFile
    if !missing.isEmpty {
      throw FormatError(
        prefix, "it has no values for \(missing.joined(separator: ", "))",
        cure: "give the objects the names that they were saved under, or ask for expectPartial()")
    }
    return self
  }

  /// Accepts values without a variable, and variables without a value.
  ///
  /// ```swift
  /// try checkpoint.restore(prefix).expectPartial()
  /// ```
  ///
  /// - Returns: the status.
  @discardableResult
  public func expectPartial() -> CheckpointStatus { self }
}
