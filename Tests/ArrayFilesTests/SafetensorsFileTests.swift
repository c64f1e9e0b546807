import ArrayFiles
import Foundation
import Tapestry
import TestSupport
import Testing

struct SafetensorsFileTests {
  private func recorded(_ name: String) -> URL {
    Bundle.module.url(forResource: "Recordings/\(name)", withExtension: "safetensors")!
  }

  @Test func `arrays and texts of another program are read`() throws {
    let (arrays, metadata) = try SafetensorsFile.load(recorded("all"))
    #expect(arrays.count == 11)
    #expect(metadata == ["format": "np", "who": "Tapestry fixtures"])
    #expect(arrays["i32"]?.scalars(as: Int32.self) == [1, 2, 3, 4])
    #expect(arrays["f64"]?.scalars(as: Double.self) == [0.1])
    #expect(arrays["bool"]?.scalars(as: Bool.self) == [true, false])
    #expect(arrays["i64"]?.shape == [])
    #expect(arrays["empty"]?.shape == [0, 2])
  }

  @Test func `names with signs of JSON in them are read again`() throws {
    let folder = try TemporaryFolder()
    let arrays = ["a\":{": Tensor([1] as [Float]), "b\\": Tensor(2), ":\u{0}}": Tensor(true)]
    let file = folder.file("names.safetensors")
    try SafetensorsFile.save(arrays, metadata: ["{\"": ":"], to: file)
    #expect(try SafetensorsFile.load(file).arrays.keys.sorted() == arrays.keys.sorted())
  }

  @Test func `arrays that are written are read again`() throws {
    let folder = try TemporaryFolder()
    let (arrays, metadata) = try SafetensorsFile.load(recorded("all"))
    let copy = folder.file("copy.safetensors")
    try SafetensorsFile.save(arrays, metadata: metadata, to: copy)
    let again = try SafetensorsFile.load(copy)
    #expect(again.metadata == metadata)
    #expect(again.arrays.mapValues { "\($0)" } == arrays.mapValues { "\($0)" })
  }

  @Test func `elements that no tensor has are refused by name`() throws {
    let error = try #require(throws: ArrayFileError.self) {
      try SafetensorsFile.load(recorded("bfloat16"))
    }
    #expect(error.problem.contains("BF16"))
  }

  @Test func `a file that is cut anywhere or too long is an error`() throws {
    let folder = try TemporaryFolder()
    let copy = folder.file("copy.safetensors")
    let whole = try Data(contentsOf: recorded("all"))
    var accepted: [Int] = []
    for length in 0...(whole.count + 1) where length != whole.count {
      try (whole + [0]).prefix(length).write(to: copy)
      do {
        _ = try SafetensorsFile.load(copy)
        accepted.append(length)
      } catch is ArrayFileError {}
    }
    #expect(accepted == [])
  }

  @Test(arguments: [
    (
      "overlap",
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#
    ),
    ("gap", #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#),
    ("overflow", #"{"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,2]}}"#),
    ("negative", #"{"a":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}}"#),
    ("no array", #"{"a":{"dtype":"U8"}}"#),
    (
      "twice",
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#
    ),
  ])
  func `a header that contradicts itself is an error`(_ name: String, _ header: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("file.safetensors")
    try (Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0]) + Data(header.utf8) + [1, 2])
      .write(to: file)
    #expect(throws: ArrayFileError.self) { try SafetensorsFile.load(file) }
  }

  @Test func `changed files are read or refused, and never stop the program`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("changed.safetensors")
    let corpus = try ["all", "bfloat16"].map { Array(try Data(contentsOf: recorded($0))) }
    try fuzz("safetensors", corpus: corpus) { bytes in
      try Data(bytes).write(to: file)
      try Self.load(file, atMost: bytes.count)
    }
  }

  @Test func `changed headers of the right length are read or refused`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("changed.safetensors")
    let whole = Array(try Data(contentsOf: recorded("all")))
    let length = whole[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = FuzzedJSON(String(decoding: whole[8..<(8 + length)], as: UTF8.self))
    let small = FuzzedJSON(#"{"a":{"dtype":"U8","shape":[2,0],"data_offsets":[0,0]}}"#)
    try fuzz("safetensors headers", corpus: [header, small]) { text in
      let count = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
      try (Data(count + text) + whole[(8 + length)...]).write(to: file)
      try Self.load(file, atMost: text.count + whole.count)
    }
  }

  private static func load(_ file: URL, atMost limit: Int) throws {
    do {
      let count = try SafetensorsFile.load(file).arrays.values
        .reduce(0) { $0 + $1.count * $1.dtype.size }
      try require(count <= limit, "more elements than the file can hold")
    } catch is ArrayFileError {}
  }
}
