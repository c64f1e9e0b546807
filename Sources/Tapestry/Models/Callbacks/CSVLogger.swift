import FileAccess
import Foundation

/// Writes the results of each epoch to a CSV file, one line for each.
///
/// ```swift
/// try model.fit(x, y, epochs: 10, callbacks: [CSVLogger("training.csv")])
/// // epoch,loss,val_loss
/// // 0,0.5,0.25
/// ```
///
/// The file is complete after each epoch: it is written to a temporary file, which then replaces
/// the previous one. A line appended to the file itself could be read, or left behind, half
/// written. A device or a pipe gets each line once.
///
/// - Throws: `LogFileError` in `fit` if the file cannot be read or written.
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.CSVLogger.
public final class CSVLogger: Callback {
  private let url: URL
  private let separator: Character
  private let appends: Bool
  private var names: [String]?
  private var text = ""

  /// A callback that writes a CSV file.
  ///
  /// - Parameters:
  ///   - separator: the character between fields.
  ///   - append: whether to continue after the lines that the file already has.
  public init(_ path: String, separator: Character = ",", append: Bool = false) {
    url = URL(fileURLWithPath: path)
    self.separator = separator
    appends = append
  }

  public override func trainingBegins() throws {
    names = nil
    text = ""
    guard appends, FileManager.default.fileExists(atPath: url.path), !WholeFile.isStream(url.path)
    else { return }
    let data: Data
    do {
      data = try WholeFile.read(url.path)
    } catch {
      throw LogFileError(
        file: url.path, problem: "it cannot be read: \(error.problem)", cure: error.cure)
    }
    guard let earlier = String(data: data, encoding: .utf8) else {
      throw LogFileError(
        file: url.path, problem: "it cannot be continued: it is not UTF-8 text",
        cure: "give the path of a log, or write a new one: append: false")
    }
    text = earlier
    if let last = text.last, !last.isNewline { text += "\n" }
  }

  public override func epochEnds(_ epoch: Int, _ report: Report) throws {
    let written = text.utf8.count
    if names == nil {
      var columns = report.values.map(\.name)
      // The file has columns for the validations of later epochs.
      if report.awaitsValidation, let compilation = model?.compilation {
        columns += compilation.reportNames.map { "val_" + $0 }
      }
      // In alphabetical order, as in Keras.
      let sorted = columns.sorted()
      try addHeader(["epoch"] + sorted)
      names = sorted
    }
    // An epoch may report fewer values than the file has columns; missing ones are NA.
    let numbers = names!.map { report[$0].map(pythonFloatText) ?? "NA" }
    text += line([String(epoch)] + numbers)
    let added = String(decoding: text.utf8.dropFirst(written), as: UTF8.self)
    do {
      let isStream = WholeFile.isStream(url.path)
      // Not durably: waiting for the disk may take longer than an epoch.
      try WholeFile.write(
        Data((isStream ? added : text).utf8), to: url.path, isDurable: false)
    } catch {
      throw LogFileError(
        file: url.path, problem: "it cannot be written: \(error.problem)", cure: error.cure)
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
        problem: "its columns are '\(first)', and those of this training '\(header.dropLast())'",
        cure: "continue a log of the same columns, or write a new one: append: false")
    }
  }

  private func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: String(separator)) + "\n"
  }

  private func quoted(_ field: String) -> String {
    let special = separator.unicodeScalars + ["\"", "\n", "\r"]
    guard field.unicodeScalars.contains(where: special.contains) else { return field }
    return "\"" + field.escaping(["\"": "\"\""]) + "\""
  }
}

/// The error for a log file that cannot be read, written or continued.
public struct LogFileError: Error, Equatable, CustomStringConvertible {
  /// The path.
  public let file: String
  /// What is wrong.
  public let problem: String
  /// What to do about it.
  public let cure: String

  /// The file, the problem and the cure.
  public var description: String { "CSVLogger: '\(file)': \(problem)\n  cure: \(cure)" }
}
