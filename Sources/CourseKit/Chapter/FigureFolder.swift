import Foundation
import Tapestry

/// What a page asks of a figure: that it draws itself into a file, and that its data can be read.
///
/// A protocol, not the type of the plotting module, so that a chapter can also show pictures that
/// come from elsewhere, and so that the course's tests need no drawing library.
///
/// ```swift
/// struct Dot: ChapterFigure {
///   func write(to path: String) throws { try pngOfADot.write(to: URL(filePath: path)) }
///   var dataText: String { "dot at 0 0" }
/// }
/// ```
public protocol ChapterFigure {
  /// Draws the figure into a file; the path's extension names the format.
  func write(to path: String) throws
  /// Everything that the figure shows, as text that can be compared.
  var dataText: String { get }
}

/// A figure whose numbers are other ones in every run.
struct MeasuredFigure<Figure: ChapterFigure>: ChapterFigure {
  let figure: Figure

  func write(to path: String) throws { try figure.write(to: path) }

  var dataText: String { "measured: the numbers are other ones in every run\n" }
}

/// A figure that could not be written.
struct FigureError: Error, CustomStringConvertible {
  let name: String
  let path: String
  let reason: String

  var description: String {
    "figure '\(name)' cannot be written to \(path): \(reason)"
      + "\n  cure: pass --figures DIR (and --figure-data DIR) with a folder that can be written"
  }
}

/// The folders that a chapter's figures and their data are written to.
final class FigureFolder {
  private let figures: URL
  private let data: URL?
  private var names: Set<String> = []

  init(figures: URL, data: URL?) {
    self.figures = figures
    self.data = data
  }

  /// Reserves a name: a second figure of that name would silently replace the first.
  func claim(_ name: String) {
    let allowed = name.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0))
    }
    if name.isEmpty || !allowed {
      misuse(
        "Page.figure", "'\(name)' cannot be the name of a file.",
        cure: "use letters, digits, '-' and '_'; the extension is added")
    }
    if !names.insert(name).inserted {
      misuse(
        "Page.figure", "this chapter already has a figure '\(name)'.",
        cure: "give each figure a name of its own")
    }
  }

  /// Writes NAME.png, and NAME.txt where the data were asked for; returns the picture's path.
  func write(_ name: String, _ figure: some ChapterFigure) throws -> String {
    let picture = figures.appendingPathComponent("\(name).png")
    try replace(picture, name: name) { try figure.write(to: $0.path) }
    if let data {
      try replace(data.appendingPathComponent("\(name).txt"), name: name) {
        try Data(figure.dataText.utf8).write(to: $0)
      }
    }
    return picture.path
  }

  /// Writes beside the file and renames, so that nobody ever sees half a file. The extension stays,
  /// because it names the format.
  private func replace(_ file: URL, name: String, write: (URL) throws -> Void) throws {
    let folder = file.deletingLastPathComponent()
    let draft = folder.appendingPathComponent(
      ".\(name)-\(ProcessInfo.processInfo.processIdentifier).\(file.pathExtension)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try write(draft)
      guard rename(draft.path, file.path) == 0 else {
        throw StreamError(description: String(cString: strerror(errno)))
      }
    } catch {
      try? FileManager.default.removeItem(at: draft)
      throw FigureError(name: name, path: file.path, reason: reason(of: error))
    }
  }

  /// Foundation's own text names its classes and domains, which says nothing to a student.
  private func reason(of error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    let underlying = error.underlying as? POSIXError
    return underlying.map { String(cString: strerror($0.code.rawValue)) }
      ?? error.localizedDescription
  }
}
