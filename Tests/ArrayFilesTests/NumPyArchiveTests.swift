import ArrayFiles
import Foundation
import Tapestry
import TestSupport
import Testing

/// Archives that NumPy wrote, and their content according to NumPy.
struct NumPyArchiveTests {
  private static let names = ["stored", "deflated", "zip64_in_stream"]

  private func recorded(_ name: String) -> URL {
    Bundle.module.url(forResource: "Recordings/\(name)", withExtension: "npz")!
  }

  @Test(arguments: names)
  func `arrays that NumPy wrote are read with their names`(_ name: String) throws {
    let arrays = try NumPyArchive.load(recorded(name))
    #expect(arrays.keys.sorted() == ["bias", "kernel", "layer/with slash", "step", "ünïcode"])
    #expect(arrays["kernel"]?.shape == [3, 2])
    #expect(arrays["kernel"]?.scalars(as: Float.self) == [0, 1, 2, 3, 4, 5])
    #expect(arrays["step"]?.scalars(as: Int64.self) == [7])
    #expect(arrays["ünïcode"]?.scalars(as: UInt8.self) == [2])
  }

  @Test func `arrays whose elements no tensor has throw when they are asked for`() throws {
    let arrays = try NumPyArchive.open(recorded("foreign"))
    #expect(arrays.names == ["complex", "kernel", "objects", "records", "text"])
    #expect(try arrays.array(named: "kernel").scalars(as: Float.self) == [1, 2])
    for (name, problem) in [
      ("complex", "'<c8'"), ("objects", "Python objects"), ("records", "structured array"),
      ("text", "'<U5'"),
    ] {
      let error = try #require(throws: ArrayFileError.self) { try arrays.array(named: name) }
      #expect(error.location.contains("entry '\(name).npy'"))
      #expect(error.problem.contains(problem))
    }
    let error = try #require(throws: ArrayFileError.self) {
      try NumPyArchive.load(recorded("foreign"))
    }
    #expect(error.cure.contains("open(_:)"))
  }

  @Test(arguments: [false, true])
  func `arrays that are written are read again, and equal arrays give equal files`(
    compressed: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let (url, again) = (folder.file("a.npz"), folder.file("b.npz"))
    var arrays: [String: Tensor] = [
      "scalar": Tensor(Int64.min), "empty": Tensor.zeros([0, 3]), "ü/w": Tensor([true, false]),
      "numbers": Tensor([Float.nan, -0.0, .infinity]),
    ]
    for (index, dtype) in DType.allCases.enumerated() {
      arrays["of \(dtype)"] = cast(
        Tensor.uniform([index, 2, 3], from: 0, to: 100, seed: index), to: dtype)
    }
    try NumPyArchive.save(arrays, compressed: compressed, to: url)
    let read = try NumPyArchive.load(url)
    #expect(read.mapValues { "\($0)" } == arrays.mapValues { "\($0)" })
    try NumPyArchive.save(read, compressed: compressed, to: again)
    #expect(try Data(contentsOf: url) == Data(contentsOf: again))
    #expect(try folder.names() == ["a.npz", "b.npz"])
  }

  @Test func `a large array that is stored is mapped, and its file can be replaced`() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("a.npz")
    let x = Tensor.uniform([1000, 100], seed: 1)
    try NumPyArchive.save(["x": x, "flag": Tensor(true)], to: url)
    let read = try #require(try NumPyArchive.load(url)["x"])
    try NumPyArchive.save(["x": Tensor.zeros([1000, 100])], to: url)
    #expect(read.scalars(as: Float.self) == x.scalars(as: Float.self))
    // Not compared with its checksum, for which it would be read.
    var bytes = try Data(contentsOf: url)
    let start = try #require(bytes.range(of: Data("NUMPY".utf8))).lowerBound - 1
    bytes[start + 128 + 50_000] = 1
    try bytes.write(to: url)
    let changed = try NumPyArchive.load(url)["x"]?.scalars(as: Float.self)
    #expect(changed?.contains { $0 != 0 } == true)
  }

  @Test func `a name with a zero byte is refused, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: ArrayFileError.self) {
      try NumPyArchive.save(["a\0b": Tensor(1)], to: folder.file("a.npz"))
    }
    #expect(error?.problem.contains("zero byte") == true)
    #expect(try folder.names() == [])
  }

  @Test func `compressed arrays of one number are smaller than their elements`() throws {
    let folder = try TemporaryFolder()
    try NumPyArchive.save(
      ["zeros": Tensor.zeros([100_000])], compressed: true, to: folder.file("zeros.npz"))
    #expect(try Data(contentsOf: folder.file("zeros.npz")).count < 4000)
    #expect(try NumPyArchive.load(folder.file("zeros.npz"))["zeros"]?.shape == [100_000])
  }

  @Test func `a file that is not an archive is refused by its path`() throws {
    let folder = try TemporaryFolder()
    try folder.write("no archive", to: "a.npz")
    for name in ["a.npz", "missing.npz", "."] {
      let error = #expect(throws: ArrayFileError.self) {
        try NumPyArchive.load(folder.file(name))
      }
      #expect(error?.location.hasPrefix(folder.url.path) == true)
    }
  }

  @Test func `a bit that changed in an array is found by its checksum`() throws {
    let folder = try TemporaryFolder()
    var bytes = try Data(contentsOf: recorded("stored"))
    let magic = Data([0x93] + Array("NUMPY".utf8))
    let offset = try #require(bytes.range(of: magic)).lowerBound + 128
    bytes[offset] ^= 1
    try bytes.write(to: folder.file("changed.npz"))
    let error = #expect(throws: ArrayFileError.self) {
      try NumPyArchive.load(folder.file("changed.npz"))
    }
    #expect(error?.problem.contains("damaged") == true)
  }

  @Test func `entries that are not arrays are refused by their names`() throws {
    let folder = try TemporaryFolder()
    // The local header and the central one have the name.
    let bytes = Array(try Data(contentsOf: recorded("stored")))
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    #expect(text.contains("bias.npy"))
    var changed = bytes
    let (old, new) = (Array("bias.npy".utf8), Array("bias.txt".utf8))
    for start in 0..<(changed.count - old.count) where Array(changed[start..<(start + 8)]) == old {
      changed.replaceSubrange(start..<(start + 8), with: new)
    }
    try Data(changed).write(to: folder.file("text.npz"))
    let error = #expect(throws: ArrayFileError.self) {
      try NumPyArchive.load(folder.file("text.npz"))
    }
    #expect(error?.location.hasSuffix("entry 'bias.txt'") == true)
  }

  @Test func `changed archives are read or refused, and never stop the program`() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("changed.npz")
    let corpus = try (Self.names + ["foreign"]).map { Array(try Data(contentsOf: recorded($0))) }
    try fuzz("npz", corpus: corpus) { bytes in
      try Data(bytes).write(to: url)
      do {
        let arrays = try NumPyArchive.open(url)
        let count = arrays.names.reduce(0) { sum, name in
          let array = try? arrays.array(named: name)
          return sum + (array.map { $0.count * $0.dtype.size } ?? 0)
        }
        try require(count <= 1100 * bytes.count, "more elements than the file can hold")
      } catch is ArrayFileError {}
    }
  }
}
