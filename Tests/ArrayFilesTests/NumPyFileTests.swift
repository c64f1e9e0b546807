import ArrayFiles
import Foundation
import Tapestry
import TestSupport
import Testing

/// Files that NumPy wrote, and their content according to NumPy.
struct NumPyFileTests {
  private func recorded(_ name: String) -> URL {
    Bundle.module.url(forResource: "Recordings/\(name)", withExtension: "npy")!
  }

  @Test(arguments: [
    ("matrix", [2, 3]), ("big_endian", [2]), ("bools", [1, 2]), ("empty", [0, 3]),
    ("float16", [3]), ("fortran", [2, 3]), ("int64", [2]), ("scalar", []), ("version2", [3]),
    ("version3", [3]),
  ])
  func `an array that NumPy wrote has its shape`(_ name: String, _ shape: [Int]) throws {
    #expect(try NumPyFile.load(recorded(name)).shape.dimensions == shape)
  }

  @Test func `numbers that NumPy wrote are read in any order of bytes and elements`() throws {
    let matrix = try NumPyFile.load(recorded("matrix"))
    #expect(matrix.scalars(as: Float.self) == [0, 1, 2, 3, 4, 5])
    let fortran = try NumPyFile.load(recorded("fortran"))
    #expect(fortran.scalars(as: Double.self) == [0, 1, 2, 3, 4, 5])
    let bigEndian = try NumPyFile.load(recorded("big_endian"))
    #expect(bigEndian.scalars(as: Float.self) == [1.5, -2])
    let extremes = try NumPyFile.load(recorded("int64"))
    #expect(extremes.scalars(as: Int64.self) == [.min, .max])
    let bools = try NumPyFile.load(recorded("bools"))
    #expect(bools.scalars(as: Bool.self) == [true, false])
  }

  @Test(arguments: [
    ("complex", "which no tensor has"), ("structured", "structured array"),
    ("pickled", "Python objects"),
  ])
  func `types that no tensor has are refused by name`(_ name: String, _ problem: String) throws {
    let error = try #require(throws: ArrayFileError.self) {
      try NumPyFile.load(recorded(name))
    }
    #expect(error.problem.contains(problem))
  }

  @Test func `an array that is written is read again, byte for byte as NumPy writes it`() throws {
    let folder = try TemporaryFolder()
    for name in ["matrix", "bools", "empty", "float16", "int64", "scalar"] {
      let copy = folder.file("\(name).npy")
      try NumPyFile.save(NumPyFile.load(recorded(name)), to: copy)
      #expect(try Data(contentsOf: copy) == Data(contentsOf: recorded(name)), "\(name)")
    }
  }

  @Test func `a mapped array outlives its file and is changed in memory only`() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("large.npy")
    let numbers = (0..<100_000).map { Float($0) }
    try NumPyFile.save(Tensor(numbers, shape: [100_000]), to: url)
    let bytes = try Data(contentsOf: url)
    let mapped = try NumPyFile.load(url)
    let variable = Variable(mapped)
    variable.assignAdd(1)
    #expect(try Data(contentsOf: url) == bytes)
    try FileManager.default.removeItem(at: url)
    #expect(mapped.scalars(as: Float.self) == numbers)
  }

  @Test func `two gibibytes are loaded without being read`() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("sparse.npy")
    // The header for 2 GiB of float32, and one number at their end; between them the file is a
    // hole.
    let count = 1 << 29
    try NumPyFile.save(Tensor.zeros([0]), to: url)
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(count),), }"
    var header = Array(try Data(contentsOf: url)[..<10]) + Array(text.utf8)
    header += [UInt8](repeating: 0x20, count: 127 - header.count) + [0x0a]
    header[8] = 118
    try Data(header).write(to: url)
    let file = try FileHandle(forWritingTo: url)
    try file.seek(toOffset: UInt64(128 + 4 * (count - 1)))
    try file.write(contentsOf: [0, 0, 0xc0, 0x3f])
    try file.close()
    let before = Self.residentBytes
    let tensor = try NumPyFile.load(url)
    #expect(tensor.shape == [count])
    #expect(tensor[count - 1].scalars(as: Float.self) == [1.5])
    #expect(tensor[count / 2].scalars(as: Float.self) == [0])
    if let before, let after = Self.residentBytes {
      #expect(after - before < 1 << 28, "it was read, and not mapped")
    }
  }

  /// The resident memory of the process; nil where the system does not say.
  private static var residentBytes: Int? {
    let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      .split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return pages.map { $0 * Int(getpagesize()) }
  }

  @Test func `changed files are read or refused, and never stop the program`() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("changed.npy")
    let corpus = try ["matrix", "fortran", "big_endian", "bools", "empty", "version3"].map {
      Array(try Data(contentsOf: recorded($0)))
    }
    try fuzz("npy", corpus: corpus) { bytes in
      try Data(bytes).write(to: url)
      do {
        let tensor = try NumPyFile.load(url)
        try require(
          tensor.count * tensor.dtype.size <= bytes.count, "more elements than the file has bytes")
      } catch is ArrayFileError {}
    }
  }
}
