import FileAccess
import Foundation
import Testing

/// A mark that belongs to the character before it, such as an accent: for Swift, the two together
/// are one character, and no quotation mark or slash any more.
private let mark = "\u{301}"

struct EscapesTests {
  @Test func `a character with a mark is escaped like one without`() {
    let escaped = "a\"b\"\(mark)\n".escaping(["\"": "\"\"", "\n": "\\n"])
    #expect(Array(escaped.utf8) == Array("a\"\"b\"\"\(mark)\\n".utf8))
  }

  @Test func `a part of a path may begin with a mark`() {
    #expect("/a/\(mark)b//c".pathParts == ["a", "\(mark)b", "c"])
  }

  @Test func `a path is absolute if a mark follows its slash, too`() {
    #expect("/\(mark)a".isAbsolutePath)
    #expect(!"a/b".isAbsolutePath && !"".isAbsolutePath)
  }

  @Test func `a file is written into a folder whose name begins with a mark`() throws {
    let folder = NSTemporaryDirectory() + "/marks-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/\(mark)a/\(mark)file"
    try WholeFile.makeFolder(for: path)
    try WholeFile.write(Data("content".utf8), to: path)
    #expect(try WholeFile.read(path) == Data("content".utf8))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.map { Array($0.utf8) } == [Array("\(mark)a".utf8)])
  }
}
