import CArchive
import Foundation
import Judge
import TestSupport
import Testing

@testable import Grading

@Suite struct JPlagLayoutTests {
  /// An exercise that `course` has too, which reads the submissions here.
  private static let exercise = Exercise(
    "1.3", "BroadcastShape", "Two shapes", section: "1", points: 10, difficulty: 1,
    signature: "func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]?", statement: "",
    hints: [], mistakes: [], checks: [], reference: { (x: Int) -> Int in x })

  private static func layout(_ arguments: [String], _ program: String? = nil) throws -> JPlagLayout
  {
    let workplace = try Bench.judge().workplace
    return JPlagLayout(
      Assignment([exercise]),
      separate: SeparateJudge(workplace, program: program, arguments: arguments))
  }

  @Test func `the files of a class lie beside the stubs, and what is refused is said`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Bench.right, to: "class/ada/\(Self.exercise.stubPath)")
    try folder.write("nothing", to: "class/bob/note.txt")
    try folder.write("no archive", to: "class/e\u{1b}[2Jve.zip")
    let students = try Student.all(in: folder.file("class").path)
    let omissions = try Self.layout(["judge"]).write(students, to: folder.file("jplag").path)
    #expect(try folder.names(in: "jplag/submissions") == ["ada"])
    let name = "\(Self.exercise.fileName).swift"
    #expect(try folder.read("jplag/submissions/ada/\(name)") == Bench.right)
    #expect(try folder.read("jplag/base/\(name)") == Self.exercise.stub)
    #expect(omissions.map(\.isOurs) == [false])
    #expect(omissions[0].description.hasPrefix("e\u{fffd}[2Jve: the archive cannot be read: "))
  }

  @Test func `an archive that kills its reader costs one student and not the class`() throws {
    let folder = try TemporaryFolder()
    for name in ["ada", "mallory", "zoe"] {
      try folder.write(Bench.right, to: "class/\(name)/\(Self.exercise.stubPath)")
    }
    try FileManager.default.removeItem(at: folder.file("class/mallory"))
    try Self.writeTwentyThousandFiles(to: folder.file("class/mallory.zip").path)
    // One second of the processor is far more than an honest submission takes, start included.
    let course = try Bench.judge().workplace.executable
    let layout = try Self.layout(["-c", "ulimit -t 1; exec '\(course)' judge"], "/bin/sh")
    let students = try Student.all(in: folder.file("class").path)
    let omissions = try layout.write(students, to: folder.file("jplag").path)
    #expect(omissions.map(\.student) == ["mallory"])
    #expect(omissions.map(\.isOurs) == [true])
    #expect(try folder.names(in: "jplag/submissions") == ["ada", "zoe"])
  }

  /// As many files of the exercise as are looked at, each of the largest size: 1.3 GB to unpack.
  private static func writeTwentyThousandFiles(to path: String) throws {
    let archive = archive_write_new()
    defer { archive_write_free(archive) }
    archive_write_set_format_zip(archive)
    try #require(archive_write_open_filename(archive, path) == ARCHIVE_OK)
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    let contents = [UInt8](repeating: 32, count: SourceText.mostBytes)
    archive_entry_set_pathname(entry, "\(exercise.fileName).swift")
    archive_entry_set_filetype(entry, 0o100000)  // a regular file
    archive_entry_set_size(entry, Int64(contents.count))
    try #require(archive_write_header(archive, entry) == ARCHIVE_OK)
    try #require(archive_write_data(archive, contents, contents.count) == contents.count)
    try #require(archive_write_close(archive) == ARCHIVE_OK)
    // The one file, its line in the list at the end, and the end, each as often as it takes: to
    // compress the same bytes again and again would take longer than the test.
    let zip = try Data(contentsOf: URL(fileURLWithPath: path))
    let list = try #require(zip.range(of: Data([0x50, 0x4b, 1, 2]))).lowerBound
    let end = try #require(zip.range(of: Data([0x50, 0x4b, 5, 6]))).lowerBound
    var (files, lines) = (Data(), Data())
    for _ in 0..<ArchiveReader.mostEntries {
      var line = zip[list..<end]
      line.replaceSubrange(list + 42..<list + 46, with: littleEndian(UInt32(files.count)))
      lines += line
      files += zip[..<list]
    }
    var last = zip[end...]
    let count = littleEndian(UInt16(ArchiveReader.mostEntries))
    last.replaceSubrange(end + 8..<end + 12, with: count + count)
    last.replaceSubrange(
      end + 12..<end + 20,
      with: littleEndian(UInt32(lines.count)) + littleEndian(UInt32(files.count)))
    try (files + lines + last).write(to: URL(fileURLWithPath: path))
  }

  private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian, Array.init)
  }
}
