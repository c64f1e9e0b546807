import Foundation

/// A folder of recorded texts that new texts are compared with.
///
/// ```swift
/// let goldens = Golden(folder: folder, record: .never)
/// try goldens.check("chapter1.txt", output)
/// ```
public struct Golden: Sendable {
  /// Where the recorded texts are.
  public let folder: URL
  /// Whether a text may be recorded.
  public let record: RecordPolicy

  /// The recorded texts in a folder.
  ///
  /// ```swift
  /// Golden(
  ///   folder: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  ///     .appendingPathComponent("Goldens"),
  ///   record: try RecordPolicy(environment: ProcessInfo.processInfo.environment))
  /// ```
  public init(folder: URL, record: RecordPolicy) {
    self.folder = folder
    self.record = record
  }

  /// Compares a text with the recorded one of that name, a path below the folder.
  ///
  /// Recording throws too: a run that writes what it should compare has compared nothing.
  ///
  /// ```swift
  /// try goldens.check("figures/loss.txt", figure.dataText)
  /// ```
  ///
  /// - Throws: a `GoldenFailure` when the text differs, is not recorded yet or was just recorded.
  public func check(_ name: String, _ text: String) throws {
    let file = folder.appendingPathComponent(name)
    guard let recorded = try? String(contentsOf: file, encoding: .utf8) else {
      if record == .never {
        throw GoldenFailure(
          "\(name) is not recorded.\n  cure: RECORD=missing swift test, then read what it wrote")
      }
      return try write(text, to: file, name: name)
    }
    if record == .all { return try write(text, to: file, name: name) }
    do {
      try compare(recorded, text, name: name)
    } catch {
      guard record == .failed else { throw error }
      try write(text, to: file, name: name)
    }
  }

  private func write(_ text: String, to file: URL, name: String) throws {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw GoldenFailure("\(name) cannot be recorded: \(error.localizedDescription)")
    }
    throw GoldenFailure("\(name) was recorded; read it, and run again without RECORD")
  }

  private func compare(_ recorded: String, _ text: String, name: String) throws {
    let stem = (name as NSString).deletingPathExtension
    let own = try rules(in: "\(stem).tolerances.json")
    let common = try rules(
      in: ((name as NSString).deletingLastPathComponent as NSString)
        .appendingPathComponent("tolerances.json"))
    let rules = try ToleranceRules(own + common, source: "the tolerances of \(name)")
    let expected = lines(of: recorded)
    if let difference = LineDifference(
      recorded: expected, new: lines(of: text), rule: rules.rule(for:))
    {
      throw GoldenFailure(
        "\(name) differs:\n\(difference.description)"
          + "  cure: correct the code; or, when the new text is right, RECORD=failed swift test")
    }
    let unused = try ToleranceRules(own, source: name).unused(in: expected)
    if !unused.isEmpty {
      throw GoldenFailure(
        "\(stem).tolerances.json has rules that match no line: "
          + "/\(unused.joined(separator: "/, /"))/\n  cure: correct or remove them")
    }
  }

  private func rules(in name: String) throws -> [ToleranceRule] {
    let file = folder.appendingPathComponent(name)
    guard let data = try? Data(contentsOf: file) else { return [] }
    do {
      return try JSONDecoder().decode([ToleranceRule].self, from: data)
    } catch {
      throw GoldenFailure(
        "\(name) cannot be read: \(error)\n  cure: a list of objects with \"line\" (a regular "
          + "expression), \"absolute\" or \"relative\", and \"why\"")
    }
  }
}
