import CourseKit
import Foundation
import Testing

/// The chapters, by the names of their executables.
enum CourseChapter: String, CaseIterable, CustomTestStringConvertible {
  case chapter1, chapter2, chapter3, chapter4, chapter5, chapter6

  var testDescription: String { rawValue }

  /// The chapter's text, below the package's root.
  var text: String { "Chapters/C\(rawValue.dropFirst())/README.md" }
}

/// Where the course's files are, found from this file, because tests may run in any folder.
enum CourseFiles {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// The package's root.
  static let root = tests.deletingLastPathComponent().deletingLastPathComponent()

  /// The recorded texts: `chapterN.txt` and `figures/NAME.txt`.
  static func goldens() throws -> Golden {
    Golden(
      folder: tests.appendingPathComponent("Goldens"),
      record: try RecordPolicy(environment: ProcessInfo.processInfo.environment))
  }

  /// A chapter's executable: the build puts it beside the test bundle.
  static func executable(_ chapter: CourseChapter) throws -> URL {
    let bundles = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }.map {
      $0.bundleURL.deletingLastPathComponent()
    }
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let folders = bundles + [Bundle.main.bundleURL, program]
    return try #require(
      folders.map { $0.appendingPathComponent(chapter.rawValue) }.first {
        FileManager.default.isExecutableFile(atPath: $0.path)
      }, "\(chapter.rawValue) is not built beside the tests in \(folders.map(\.path))")
  }

  /// The names without extension of the files in a folder, sorted; none when there is no folder.
  static func names(in folder: URL, extension suffix: String) -> [String] {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == suffix }.map {
      $0.deletingPathExtension().lastPathComponent
    }.sorted()
  }
}
