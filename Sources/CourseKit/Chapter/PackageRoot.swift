import Foundation

/// The root of the course's package, seen from a folder inside it, or nil outside.
///
/// A `Package.swift` alone is not enough: a reader who runs a chapter from another package does not
/// expect figures in it.
func packageRoot(from folder: URL) -> URL? {
  var folder = folder.standardizedFileURL.resolvingSymlinksInPath()
  while true {
    let holds = { (name: String) in
      FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }
    if holds("Package.swift"), holds("Chapters") { return folder }
    if folder.pathComponents.count <= 1 { return nil }
    folder.deleteLastPathComponent()
  }
}
