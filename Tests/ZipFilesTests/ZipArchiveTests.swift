import FileAccess
import Foundation
import TestSupport
import Testing

@testable import ZipFiles

/// Archives that are written and read again; that other programs read them, the files of arrays and
/// models show.
struct ZipArchiveTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let contents: [(name: String, pieces: [Data])] = [
    ("empty", []), ("one byte", [Data([7])]),
    ("ü/w", [Data("wool".utf8), Data(), Data("len".utf8)]),
    ("large", [Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) })]),
  ]

  private func write(_ name: String, compressed: Bool, largest: Int = 0xffff_ffff) throws -> URL {
    let draft = try ZipDraft(folder.file(name).path, largest: largest)
    for (name, pieces) in Self.contents { try draft.add(name, pieces, compressed: compressed) }
    try draft.finish()
    return folder.file(name)
  }

  @Test(arguments: [false, true], [0xffff_ffff, 1000, 0])
  func `entries that are written are read again, in both sizes of the headers`(
    compressed: Bool, largest: Int
  ) throws {
    let archive = try ZipArchive(
      write("a.zip", compressed: compressed, largest: largest).path)
    #expect(archive.count == Self.contents.count)
    for (index, (name, pieces)) in Self.contents.enumerated() {
      let entry = try archive.entry(index)
      #expect(entry.name == name)
      #expect(try entry.content() == pieces.reduce(Data(), +))
      #expect(try archive.entry(named: name).size == entry.size)
    }
    #expect(try folder.names() == ["a.zip"])
  }

  @Test func `an archive without entries is read again`() throws {
    let url = folder.file("a.zip")
    try ZipDraft(url.path).finish()
    #expect(try ZipArchive(url.path).count == 0)
  }

  @Test func `stored entries lie at multiples of 64 bytes, where they can be mapped`() throws {
    let url = try write("a.zip", compressed: false)
    let archive = try ZipArchive(url.path)
    let bytes = try Data(contentsOf: url)
    for index in 1..<4 {
      let entry = try archive.entry(index)
      #expect(entry.fileOffset(of: 0) == nil)
      var first: UInt8 = 0
      try withUnsafeMutableBytes(of: &first) { try entry.read($0) }
      let start = try #require(entry.fileOffset(of: 0))
      #expect(start % 64 == 0)
      #expect(bytes[start..<(start + entry.size)] == Self.contents[index].pieces.reduce(Data(), +))
    }
    let deflated = try ZipArchive(write("b.zip", compressed: true).path).entry(3)
    var first: UInt8 = 0
    try withUnsafeMutableBytes(of: &first) { try deflated.read($0) }
    #expect(deflated.fileOffset(of: 0) == nil)
  }

  @Test(arguments: ["one byte", "large"])
  func `a bit that changed in an entry is found by its checksum`(_ name: String) throws {
    let url = try write("a.zip", compressed: false)
    let index = try #require(Self.contents.firstIndex { $0.name == name })
    let entry = try ZipArchive(url.path).entry(index)
    var first: UInt8 = 0
    try withUnsafeMutableBytes(of: &first) { try entry.read($0) }
    var bytes = try Data(contentsOf: url)
    bytes[try #require(entry.fileOffset(of: entry.size - 1))] ^= 1
    try bytes.write(to: url)
    let error = #expect(throws: ZipProblem.self) {
      try ZipArchive(url.path).entry(index).content()
    }
    #expect(error?.entry == name && error?.problem.contains("damaged") == true)
  }

  enum WrongName: CaseIterable {
    case zeroByte, tooLong

    var text: String {
      self == .zeroByte ? "a\0b" : String(repeating: "x", count: 1 << 16)
    }
  }

  @Test(arguments: WrongName.allCases)
  func `a name that archives cannot have is refused, and nothing is written`(
    _ name: WrongName
  ) throws {
    let error = #expect(throws: ZipProblem.self) {
      let draft = try ZipDraft(folder.file("a.zip").path)
      try draft.add(name.text, [])
      try draft.finish()
    }
    #expect(error?.problem.contains("its name has") == true)
    #expect(try folder.names() == [])
  }

  @Test func `a file that is not an archive is refused, and so is a missing entry`() throws {
    try folder.write("no archive", to: "a.zip")
    let error = #expect(throws: ZipProblem.self) { try ZipArchive(folder.file("a.zip").path) }
    #expect(error?.problem == "it is not a zip archive")
    #expect(throws: FileProblem.self) { try ZipArchive(folder.url.path) }
    let archive = try ZipArchive(write("b.zip", compressed: false).path)
    let missing = #expect(throws: ZipProblem.self) { try archive.entry(named: "missing") }
    #expect(missing?.problem == "it has no entry 'missing'")
  }

  @Test func `an entry that claims more than the file can hold is refused`() throws {
    let url = try write("a.zip", compressed: false)
    var bytes = try Data(contentsOf: url)
    // The size of "one byte" in the directory.
    let directory = try #require(bytes.range(of: Data([0x50, 0x4b, 1, 2]))).lowerBound
    let second = directory + 46 + "empty".utf8.count
    bytes.replaceSubrange((second + 20)..<(second + 28), with: [UInt8](repeating: 0xfe, count: 8))
    try bytes.write(to: url)
    let error = #expect(throws: ZipProblem.self) { try ZipArchive(url.path).entry(1) }
    #expect(error?.problem.contains("cannot be what a file of") == true)
  }

  @Test func `changed archives are read or refused`() throws {
    let corpus = try [false, true].flatMap { compressed in
      try [0xffff_ffff, 0].map { largest in
        Array(
          try Data(contentsOf: write("c.zip", compressed: compressed, largest: largest)).prefix(900)
        )
      }
    }
    let small = folder.file("d.zip")
    let draft = try ZipDraft(small.path)
    for (name, pieces) in Self.contents.dropLast() { try draft.add(name, pieces) }
    try draft.add("deflated", [Data(repeating: 1, count: 3000)], compressed: true)
    try draft.finish()
    let whole = Array(try Data(contentsOf: small))
    let url = folder.file("e.zip")
    try fuzz("zip", corpus: corpus + [whole, whole, whole]) { bytes in
      try Data(bytes).write(to: url)
      do {
        let archive = try ZipArchive(url.path)
        for index in 0..<archive.count {
          if let content = try? archive.entry(index).content() {
            try require(content.count <= 1100 * bytes.count, "more than the file can hold")
          }
        }
      } catch is ZipProblem {}
    }
  }
}
