import Foundation
import Testing

@testable import Tapestry

struct TextLinesTests {
  @Test(arguments: [
    ("a\nb\n", ["a", "b"]), ("a\nb", ["a", "b"]), ("", []), ("\n\n", ["", ""]),
    ("a\r\nb\r\n", ["a", "b"]), ("ä\u{1F600}", ["ä\u{1F600}"]), ("a\rb\n", ["a\rb"]),
  ])
  func `lines end with a line feed`(text: String, lines: [String]) async throws {
    try await withFiles(utf8(text)) { paths in
      let got = try elements(of: .textLines(paths))
      #expect(got == lines)
    }
  }

  @Test func `lines cross the pieces in which a file is read, and files follow one another`()
    async throws
  {
    let long = (0..<3).map { String(repeating: "\($0)", count: 200_000) }
    try await withFiles(utf8(long.joined(separator: "\n")), [], utf8("end")) { paths in
      let lines = try elements(of: .textLines(paths))
      #expect(lines == long + ["end"])
      let rest = try elements(of: Dataset.textLines(paths).skip(2))
      #expect(rest == [long[2], "end"])
    }
  }

  @Test func `a file that is not text, or does not exist, is named`() async throws {
    try await withFiles(utf8("a\nb") + [0xc3] + utf8("\nc"), [0x1f, 0x8b, 8]) { paths in
      #expect(
        datasetError { _ = try elements(of: .textLines(paths[0])) }
          == "file0, line 2: bytes that are not UTF-8 where text was expected\n"
          + "  cure: correct the file there, or read it as what it is")
      #expect(
        datasetError { _ = try elements(of: .textLines(paths[1])) }?
          .contains("the beginning of a gzip file where text, or compression: .gzip in the call")
          == true)
      let missing = datasetError { _ = try elements(of: .textLines(paths[0] + "x")) }
      #expect(missing?.hasPrefix("file0x cannot be read: there is no such file or folder") == true)
      let directory = URL(fileURLWithPath: paths[0]).deletingLastPathComponent().path
      #expect(throws: DatasetError.self) { try elements(of: .textLines(directory)) }
    }
  }
}
