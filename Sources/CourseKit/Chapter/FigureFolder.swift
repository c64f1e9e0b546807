import Foundation
import Tapestry

/// A figure that could not be written.
struct FigureWritingError: Error, CustomStringConvertible {
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
  /// Where the images go, and which of them are written.
  enum Destination {
    /// All of them.
    case all(URL)
    /// Those that differ from what is recorded, so that a run leaves the package unchanged.
    ///
    /// The data are compared and not the images: other versions of Cairo and of fonts draw the same
    /// data with different pixels.
    case changed(URL, since: Golden)
    /// None: outside the package nobody expects a folder that they did not request.
    case nowhere
  }

  private let destination: Destination
  private let data: URL?
  private var names: Set<String> = []
  private var written: [String] = []
  private var unchanged: [String] = []
  private var measured: [String] = []

  init(_ destination: Destination, data: URL?) {
    self.destination = destination
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

  /// Writes NAME.png if the destination requires it, and NAME.txt if the data were requested.
  func write(_ name: String, _ figure: some ChapterFigure, isMeasured: Bool = false) throws {
    if let picture = picture(name, figure, isMeasured: isMeasured) {
      try replace(picture, name: name) { try figure.write(to: $0.path) }
      written.append(name)
    }
    if let data {
      try replace(data.appendingPathComponent("\(name).txt"), name: name) {
        try Data(figure.dataText.utf8).write(to: $0)
      }
    }
  }

  /// The file to write; nil if the figure is not wanted or already there.
  private func picture(_ name: String, _ figure: some ChapterFigure, isMeasured: Bool) -> URL? {
    switch destination {
    case .all(let folder): return folder.appendingPathComponent("\(name).png")
    case .nowhere: return nil
    case .changed(let folder, let recordings):
      let file = folder.appendingPathComponent("\(name).png")
      guard FileManager.default.fileExists(atPath: file.path) else { return file }
      if isMeasured {
        measured.append(name)
        return nil
      }
      let isRecorded = (try? recordings.check("figures/\(name).txt", figure.dataText)) != nil
      guard isRecorded else { return file }
      unchanged.append(name)
      return nil
    }
  }

  /// What was done with the figures, line by line.
  var report: [String] {
    guard !names.isEmpty else { return [] }
    switch destination {
    case .nowhere:
      return ["no figures were written: outside the course's folder they need --figures DIR"]
    case .all(let folder), .changed(let folder, _):
      let path = shortPath(folder)
      return [
        ("written to \(path)", written), ("as recorded in \(path)", unchanged),
        ("drawn again only with --redraw, because they show measured numbers", measured),
      ].filter { !$0.1.isEmpty }.map { "figures \($0): \($1.joined(separator: ", "))" }
    }
  }

  /// Writes a temporary file beside the target and renames it, so that a partial file is never
  /// seen. The extension is kept, because it names the format.
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
      throw FigureWritingError(name: name, path: file.path, reason: reason(of: error))
    }
  }

  /// Foundation's own text names its classes and domains, which tells a student nothing.
  private func reason(of error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    let underlying = error.underlying as? POSIXError
    return underlying.map { String(cString: strerror($0.code.rawValue)) }
      ?? error.localizedDescription
  }
}

/// A folder that figures cannot be written to.
struct FolderProblem: ChapterProblem {
  let option: String
  let path: String
  let reason: String

  var description: String {
    "figures cannot be written to \(path): \(reason)"
      + "\n  cure: pass \(option) DIR with a folder that can be written, or can be made"
  }
}

extension FigureFolder {
  /// Throws if a folder cannot be written to, before anything is computed for it.
  func checkWritable() throws(FolderProblem) {
    switch destination {
    case .all(let folder), .changed(let folder, _): try check(folder, "--figures")
    case .nowhere: break
    }
    if let data { try check(data, "--figure-data") }
  }

  private func check(_ folder: URL, _ option: String) throws(FolderProblem) {
    var nearest = folder.standardizedFileURL
    var isFolder: ObjCBool = false
    while !FileManager.default.fileExists(atPath: nearest.path, isDirectory: &isFolder),
      nearest.pathComponents.count > 1
    {
      nearest.deleteLastPathComponent()
    }
    let reason: String? =
      if !isFolder.boolValue {
        "\(nearest.path) is not a directory"
      } else if access(nearest.path, W_OK) != 0 {
        "\(nearest.path): \(String(cString: strerror(errno)))"
      } else {
        nil
      }
    if let reason { throw FolderProblem(option: option, path: folder.path, reason: reason) }
  }
}
