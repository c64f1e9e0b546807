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

  @Test func `bfloat16 elements become float32 with the same values`() throws {
    let array = try #require(try SafetensorsFile.load(recorded("bfloat16")).arrays["bf16"])
    #expect(array.scalars(as: Float.self) == [1.5, -2, 3.140625])
  }

  @Test(arguments: [0, 1, 2, 3, 5, 70_000])
  func `the upper halves of float32 elements are read as bfloat16`(_ count: Int) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("upper.safetensors")
    let bits = (0..<count).map { UInt16(truncatingIfNeeded: $0 &* 7919) }
    let header = Data(
      #"{"x":{"dtype":"BF16","shape":[\#(count)],"data_offsets":[0,\#(2 * count)]}}"#.utf8)
    try
      (Data([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0]) + header
      + Data(bits.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })).write(to: file)
    let found = try #require(try SafetensorsFile.load(file).arrays["x"])
    #expect(
      found.scalars(as: Float.self).map(\.bitPattern) == bits.map { UInt32($0) << 16 })
  }

  @Test func `an array whose elements no tensor has throws when it is asked for`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("eight.safetensors")
    let header = Data(
      (#"{"small":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[0,3]},"#
        + #""x":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}"#).utf8)
    try (Data([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0]) + header + [1, 2, 3, 4, 5])
      .write(to: file)
    let arrays = try SafetensorsFile.open(file)
    #expect(arrays.names == ["small", "x"])
    #expect(try arrays.array(named: "x").scalars(as: UInt8.self) == [4, 5])
    let error = try #require(throws: ArrayFileError.self) { try arrays.array(named: "small") }
    #expect(error.description.contains("'small': it has elements of the type F8_E4M3"))
    let whole = try #require(throws: ArrayFileError.self) { try SafetensorsFile.load(file) }
    #expect(whole.cure.contains("open(_:)"))
    let missing = try #require(throws: ArrayFileError.self) { try arrays.array(named: "y") }
    #expect(missing.description.contains("no array 'y'\n  cure: use one of small, x"))
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
      // bfloat16 becomes twice as large.
      try Self.load(file, atMost: 2 * bytes.count)
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
