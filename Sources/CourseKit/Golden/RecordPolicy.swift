import Foundation

/// When a comparison may write the golden file instead of failing.
///
/// ```console
/// RECORD=missing swift test   # files that are not there yet
/// RECORD=failed swift test    # those, and files that differ
/// RECORD=all swift test       # every file
/// ```
public enum RecordPolicy: String, CaseIterable, Sendable {
  /// Compare only.
  case never
  /// Write files that are not there yet.
  case missing
  /// Write files that are not there or that differ.
  case failed
  /// Write every file.
  case all

  /// What `RECORD` in the environment asks for; never under `CI=true`, where a recorded file would
  /// be thrown away and the run would only appear to have compared something.
  ///
  /// ```swift
  /// try RecordPolicy(environment: ["RECORD": "missing"])  // missing
  /// ```
  ///
  /// - Throws: a `GoldenFailure` when `RECORD` has another value.
  public init(environment: [String: String]) throws {
    let wish = environment["RECORD"] ?? ""
    let choices = Self.allCases.filter { $0 != .never }
    guard wish.isEmpty || choices.contains(where: { $0.rawValue == wish }) else {
      throw GoldenFailure(
        "RECORD=\(wish) is not a known value.\n  cure: RECORD="
          + choices.map(\.rawValue).joined(separator: ", RECORD=") + ", or leave it out")
    }
    let isContinuousIntegration = ["true", "1"].contains(environment["CI"] ?? "")
    self = isContinuousIntegration ? .never : RecordPolicy(rawValue: wish) ?? .never
  }
}

/// A text that differs from its golden file, or a golden file that was just recorded.
public struct GoldenFailure: Error, Equatable, CustomStringConvertible {
  /// What differs, line by line, and the cure.
  public let description: String

  init(_ description: String) { self.description = description }
}
