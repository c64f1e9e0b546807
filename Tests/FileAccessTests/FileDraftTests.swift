import Foundation
import TestSupport
import Testing

@testable import FileAccess

struct FileDraftTests {
  @Test(arguments: [true, false])
  func `a file appears whole, and nothing beside it`(isDurable: Bool) throws {
    let folder = try TemporaryFolder()
    let draft = try FileDraft(of: folder["new"])
    try draft.add("half")
    #expect(try !folder.names().contains("new"))
    try draft.add(" and half")
    try draft.finish(isDurable: isDurable)
    #expect(try folder.names() == ["new"])
    #expect(try folder.read("new") == "half and half")
  }

  @Test func `a draft that is not finished leaves what was there`() throws {
    let folder = try TemporaryFolder()
    try folder.write("before", to: "file")
    do {
      let draft = try FileDraft(of: folder["file"])
      try draft.add("after")
      #expect(try folder.names().count == 2)
    }
    #expect(try folder.names() == ["file"])
    #expect(try folder.read("file") == "before")
  }

  @Test(arguments: [0o600, 0o755, 0o660])
  func `a file keeps its permissions`(_ rights: Int) throws {
    let folder = try TemporaryFolder()
    try folder.write("before", to: "file")
    chmod(folder["file"], mode_t(rights))
    try WholeFile.write(Data("after".utf8), to: folder["file"])
    #expect(try folder.read("file") == "after")
    #expect(folder.rights("file") == rights)
  }

  @Test(arguments: ["file", "not there yet"])
  func `a link remains, and the file that it points to is written`(_ target: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("before", to: "file")
    symlink(target, folder["inner"])
    symlink(folder["inner"], folder["outer"])
    try WholeFile.write(Data("after".utf8), to: folder["outer"])
    #expect(try folder.read(target) == "after")
    for link in ["inner", "outer"] {
      #expect(throws: Never.self) {
        try FileManager.default.destinationOfSymbolicLink(atPath: folder[link])
      }
    }
  }

  @Test func `a pipe gets the bytes and stays a pipe`() throws {
    let folder = try TemporaryFolder()
    mkfifo(folder["pipe"], 0o600)
    let reader = open(folder["pipe"], O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try WholeFile.write(Data("a line".utf8), to: folder["pipe"])
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = read(reader, &bytes, 20)
    #expect(String(decoding: bytes[..<max(count, 0)], as: UTF8.self) == "a line")
    #expect(try folder.names() == ["pipe"])
    var status = stat()
    stat(folder["pipe"], &status)
    #expect(status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test func `an open file is written through its descriptor`() throws {
    let folder = try TemporaryFolder()
    try folder.write("before", to: "file")
    let descriptor = open(folder["file"], O_RDWR)
    defer { close(descriptor) }
    unlink(folder["file"])
    try WholeFile.write(Data("after".utf8), to: "/dev/fd/\(descriptor)")
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, 20, 0)
    #expect(String(decoding: bytes[..<max(count, 0)], as: UTF8.self) == "after")
    #expect(try folder.names() == [])
  }

  @Test func `a read-only file is refused, even for root`() throws {
    let folder = try TemporaryFolder()
    try folder.write("before", to: "file")
    chmod(folder["file"], 0o444)
    let problem = #expect(throws: FileProblem.self) {
      try WholeFile.write(Data("after".utf8), to: folder["file"])
    }
    #expect(
      problem?.description
        == "'\(folder["file"])': it is read-only\n"
        + "  cure: allow writing, chmod u+w, or use a different path")
    #expect(try folder.read("file") == "before")
  }

  @Test func `a draft left by a kill is removed by the next one`() throws {
    let folder = try TemporaryFolder()
    for name in [
      ".file.0123456789abcdef.draft", ".file.mine.draft", ".other.0123456789abcdef.draft",
    ] {
      try folder.write("half", to: name)
    }
    let draft = try FileDraft(of: folder["file"])
    // That of a program that is writing at this moment is locked.
    try WholeFile.write(Data("first".utf8), to: folder["file"])
    #expect(try folder.names().count == 4)
    try draft.add("second")
    try draft.finish()
    #expect(try folder.read("file") == "second")
    #expect(try folder.names() == [".file.mine.draft", ".other.0123456789abcdef.draft", "file"])
  }

  @Test func `a long name has a draft too`() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "ü", count: 127)
    try WholeFile.write(Data("long".utf8), to: folder[name])
    #expect(try folder.read(name) == "long")
    #expect(try folder.names() == [name])
  }

  @Test func `problems are described in words, with the cure`() throws {
    let folder = try TemporaryFolder()
    func problem(_ path: String) -> String? {
      #expect(throws: FileProblem.self) { try WholeFile.write(Data(), to: path) }?.description
    }
    try folder.write("", to: "file")
    symlink("loop", folder["loop"])
    #expect(
      problem(folder["none/file"])
        == "'\(folder["none/file"])': there is no such file or folder\n"
        + "  cure: make its folder first, or correct the path")
    #expect(problem(folder["file/file"])?.contains("is a file and not a folder") == true)
    #expect(problem(folder[""])?.contains("it is a folder") == true)
    #expect(problem(folder["loop"])?.contains("its links lead back to themselves") == true)
    #expect(
      problem(folder[String(repeating: "n", count: 300)])?.contains("its name is too long") == true)
  }

  @Test func `a full disk leaves the previous file`() throws {
    // Every write to it fails as one to a full disk does.
    let problem = #expect(throws: FileProblem.self) {
      try WholeFile.write(Data("bytes".utf8), to: "/dev/full")
    }
    #expect(problem?.problem == "the disk is full")
  }
}

struct WholeFileTests {
  @Test(arguments: [0, 1, 1 << 16, 200_001])
  func `what was written is read`(_ count: Int) throws {
    let folder = try TemporaryFolder()
    let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try WholeFile.write(data, to: folder["file"])
    #expect(try WholeFile.read(folder["file"]) == data)
  }

  @Test func `a file that is not there, and a folder, throw`() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: FileProblem.self) { try WholeFile.read(folder["file"]) }
    #expect(missing?.problem == "there is no such file or folder")
    let other = #expect(throws: FileProblem.self) { try WholeFile.read(folder[""]) }
    #expect(other?.problem == "it is a folder")
  }
}

extension FileDraft {
  fileprivate func add(_ text: String) throws {
    try Array(text.utf8).withUnsafeBytes { try write($0) }
  }
}

extension TemporaryFolder {
  fileprivate subscript(_ name: String) -> String { url.path + "/" + name }

  fileprivate func rights(_ name: String) -> Int {
    var status = stat()
    stat(self[name], &status)
    return Int(status.st_mode & 0o7777)
  }
}
