import Testing

@testable import Tapestry

struct FileCompressionTests {
  /// What Python's gzip and zlib make of three lines.
  private static let lines = ["one", "two", "three, three, three, three"]
  private static let gzipped: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 207, 75, 229, 42, 41, 207, 231, 42, 201, 40, 74, 77, 213,
    81, 192, 66, 113, 1, 0, 188, 134, 134, 99, 35, 0, 0, 0,
  ]

  private static let zlibbed: [UInt8] = [
    120, 156, 203, 207, 75, 229, 42, 41, 207, 231, 42, 201, 40, 74, 77, 213, 81, 192, 66, 113, 1, 0,
    220, 212, 11, 255,
  ]

  @Test func `compressed lines, several streams in a row, and fields are read`() async throws {
    try await withFiles(Self.gzipped, Self.zlibbed, Self.gzipped + Self.gzipped) { paths in
      #expect(try elements(of: .textLines(paths[0], compression: .gzip)) == Self.lines)
      #expect(try elements(of: .textLines(paths[1], compression: .zlib)) == Self.lines)
      #expect(try elements(of: .textLines(paths[2], compression: .gzip)) == Self.lines + Self.lines)
      let records = try elements(of: .csvRecords(paths[0], compression: .gzip))
      #expect(records.map(\.count) == [1, 1, 4])
      let pieces = try elements(
        of: .fixedLengthRecords(
          paths[0], recordBytes: 7, headerBytes: 4, footerBytes: 3, compression: .gzip))
      let content = Array(utf8(Self.lines.joined(separator: "\n") + "\n"))[4...].dropLast(3)
      #expect(pieces.flatMap { $0.scalars(as: UInt8.self) } == Array(content))
      let rest = try elements(
        of: Dataset.fixedLengthRecords(paths[0], recordBytes: 5, compression: .gzip).skip(6))
      #expect(rest.map { $0.scalars(as: UInt8.self) } == [utf8("hree\n")])
    }
  }

  @Test func `a compressed file that is cut or damaged is named`() async throws {
    let damaged = Self.gzipped.enumerated().map { $0 == 25 ? $1 ^ 0x55 : $1 }
    try await withFiles(
      Array(Self.gzipped.dropLast()), damaged, Self.zlibbed + [0], Self.zlibbed, []
    ) { paths in
      func problem(_ file: Int, _ compression: FileCompression) -> String {
        datasetError { _ = try elements(of: .textLines(paths[file], compression: compression)) }
          ?? "none"
      }
      #expect(problem(0, .gzip).contains("the end of the file where the end of the compressed"))
      #expect(problem(1, .gzip).contains("where compressed data was expected"))
      #expect(problem(2, .zlib).contains("bytes after the end of the stream"))
      #expect(problem(3, .gzip).contains("incorrect header check"))
      #expect(problem(4, .gzip) == "none")
    }
  }
}
