import Testing

/// Files that have to survive a kill or a power failure are written only by `FileDraft`.
@Suite struct DurableWritingTests {
  /// Files that write directly, and why.
  static let exceptions = [
    "Sources/FileAccess/FileDraft.swift": "the mechanism",
    "Sources/CourseKit/Chapter/FigureFolder.swift": "figures, which a chapter can draw again",
    "Sources/CourseKit/Golden/Golden.swift": "an author's recording, kept by version control",
    "Sources/Grading/Running/Grader.swift": "a student's file in a box that is thrown away",
    "Sources/Judge/Building/MacroParts.swift": "an empty file, for its date",
    "Sources/Judge/Course/DevCheck.swift": "an author's stub, kept by version control",
    "Sources/Judge/Course/Skeleton.swift": "an author's sources, kept by version control",
    "Sources/Judge/Judging/Fingerprint.swift": "an author's recording, kept by version control",
    "Sources/course/Author.swift": "an author's text, kept by version control, and a log",
  ]

  /// Programs for authors and benchmarks, whose files can be made again.
  static let tools = ["FormatKinds", "benchmark", "formats"]

  @Test func `no file of the package replaces another but by FileDraft`() throws {
    let ways = [
      #/\boptions:\s*\.atomic/#, #/\bData\([^\n]*\)\.write\(to:/#, #/\.createFile\(atPath:/#,
      #/\bforWriting(?:To|AtPath)\b/#, #/\brename\(/#, #/\breplaceItem/#,
    ]
    var found: Set<String> = []
    for target in FolderGuideTests.targets where !Self.tools.contains(target) {
      for file in try SourceTree.files(of: target) {
        let code = SourceTree.code(in: file.text)
        if ways.contains(where: { code.contains($0) }) { found.insert(file.path) }
      }
    }
    for file in found.subtracting(Self.exceptions.keys).sorted() {
      Issue.record("\(file) writes a file that a loss of power leaves empty: use WholeFile.write")
    }
    for file in Set(Self.exceptions.keys).subtracting(found).sorted() {
      Issue.record("\(file) is an exception and writes no file")
    }
  }
}
