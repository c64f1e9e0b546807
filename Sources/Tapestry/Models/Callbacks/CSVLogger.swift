import Foundation

/// Writes what each epoch measured into a file, a line for each.
///
/// ```swift
/// try model.fit(x, y, epochs: 10, callbacks: [CSVLogger("training.csv")])
/// // epoch,loss,val_loss
/// // 0,0.5,0.25
/// ```
///
/// The file is whole after each epoch: it is written beside, and then takes the place of the one
/// before. A line added to the file itself could be read, or left, when half of it is there.
///
/// Throws: `LogFileError` in `fit` if the file cannot be read or written.
/// Source: Keras 2.1.0, tf.keras.callbacks.CSVLogger.
public final class CSVLogger: Callback {
  private let url: URL
  private let separator: Character
  private let appends: Bool
  private var names: [String]?
  private var text = ""

  /// A callback that writes a file.
  ///
  /// - Parameters:
  ///   - separator: what stands between the fields.
  ///   - append: whether to go on after the lines that the file has.
  public init(_ path: String, separator: Character = ",", append: Bool = false) {
    url = URL(fileURLWithPath: path)
    self.separator = separator
    appends = append
  }

  public override func trainingBegins() throws {
    names = nil
    text = ""
    guard appends, FileManager.default.fileExists(atPath: url.path) else { return }
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw LogFileError(file: url.path, problem: "it cannot be read: \(error)")
    }
    if let last = text.last, !last.isNewline { text += "\n" }
  }

  public override func epochEnds(_ epoch: Int, _ report: Report) throws {
    if names == nil {
      // In the order of the alphabet, as Keras has them.
      let sorted = report.values.map(\.name).sorted()
      try addHeader(["epoch"] + sorted)
      names = sorted
    }
    // An epoch may measure less than the first: without it no number is known.
    let numbers = names!.map { report[$0].map(pythonFloatText) ?? "NA" }
    text += line([String(epoch)] + numbers)
    do {
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      throw LogFileError(file: url.path, problem: "it cannot be written: \(error)")
    }
  }

  private func addHeader(_ fields: [String]) throws(LogFileError) {
    let header = line(fields)
    guard let first = text.split(separator: "\n", omittingEmptySubsequences: false).first,
      !first.isEmpty
    else {
      text = header
      return
    }
    guard first + "\n" == header else {
      throw LogFileError(
        file: url.path,
        problem: "its columns are '\(first)', and those of this training '\(header.dropLast())'")
    }
  }

  private func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: String(separator)) + "\n"
  }

  private func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == separator || $0 == "\"" || $0.isNewline }) else {
      return field
    }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

/// A log file that cannot be read, written or continued.
public struct LogFileError: Error, Equatable, CustomStringConvertible {
  /// The path.
  public let file: String
  /// What is wrong.
  public let problem: String

  /// The file, the problem and the cure.
  public var description: String {
    "CSVLogger: '\(file)': \(problem)\n  cure: give the path of a file in a folder that exists and "
      + "can be written, or one that has the same columns"
  }
}
