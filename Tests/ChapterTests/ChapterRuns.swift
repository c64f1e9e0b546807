import Foundation
import TestSupport
import Testing

/// A run of a chapter, with its figures and their data in a separate folder.
final class ChapterRun: Sendable {
  let result: ProgramResult
  private let folder: URL

  /// Where the run wrote its figures.
  var figures: URL { folder.appendingPathComponent("figures") }

  /// The figures that it wrote.
  var figureNames: [String] { CourseFiles.names(in: figures, extension: "png") }

  /// What each figure shows, by the figure's name.
  var figureData: [String: String] {
    get throws {
      let data = folder.appendingPathComponent("data")
      return try Dictionary(
        uniqueKeysWithValues: CourseFiles.names(in: data, extension: "txt").map { name in
          let file = data.appendingPathComponent("\(name).txt")
          return (name, try String(contentsOf: file, encoding: .utf8))
        })
    }
  }

  init(_ chapter: CourseChapter, _ arguments: [String] = []) async throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(chapter.rawValue)-\(UUID().uuidString)")
    result = try await run(
      CourseFiles.executable(chapter),
      [
        "--figures", folder.appendingPathComponent("figures").path,
        "--figure-data", folder.appendingPathComponent("data").path,
      ] + arguments)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}

/// The complete run of each chapter, made once for all the tests that use it.
actor ChapterRuns {
  static let shared = ChapterRuns()
  private var runs: [CourseChapter: Task<ChapterRun, any Error>] = [:]

  func whole(_ chapter: CourseChapter) async throws -> ChapterRun {
    let task = runs[chapter] ?? Task { try await ChapterRun(chapter) }
    runs[chapter] = task
    return try await task.value
  }
}
