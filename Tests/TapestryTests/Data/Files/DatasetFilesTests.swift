import Foundation
import Testing

@testable import Tapestry

struct DatasetFilesTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func all<Element>(_ dataset: Dataset<Element, any Error>) throws -> [Element] {
    try dataset.reduce([]) { $0 + [$1] }
  }

  // MARK: - Lines

  @Test(arguments: [
    ("a\nb\n", ["a", "b"]), ("a\nb", ["a", "b"]), ("", []), ("\n\n", ["", ""]),
    ("a\r\nb\r\n", ["a", "b"]), ("ä\u{1F600}", ["ä\u{1F600}"]), ("a\rb\n", ["a\rb"]),
  ])
  func `lines end with a line feed`(text: String, lines: [String]) async throws {
    try await withFiles(bytes(text)) { paths in
      let got = try all(.textLines(paths))
      #expect(got == lines)
    }
  }

  @Test func `lines cross the pieces in which a file is read, and files follow one another`()
    async throws
  {
    let long = (0..<3).map { String(repeating: "\($0)", count: 200_000) }
    try await withFiles(bytes(long.joined(separator: "\n")), [], bytes("end")) { paths in
      let lines = try all(.textLines(paths))
      #expect(lines == long + ["end"])
      let rest = try all(Dataset.textLines(paths).skip(2))
      #expect(rest == [long[2], "end"])
    }
  }

  @Test func `a file that is not text, or does not exist, is named`() async throws {
    try await withFiles(bytes("a\nb") + [0xc3] + bytes("\nc"), [0x1f, 0x8b, 8]) { paths in
      #expect(
        datasetError { _ = try all(.textLines(paths[0])) }
          == "file0, line 2: bytes that are not UTF-8 where text was expected\n"
          + "  cure: correct the file there, or read it as what it is")
      #expect(
        datasetError { _ = try all(.textLines(paths[1])) }?
          .contains("the beginning of a gzip file where text, or compression: .gzip in the call")
          == true)
      let missing = datasetError { _ = try all(.textLines(paths[0] + "x")) }
      #expect(missing?.hasPrefix("file0x cannot be read: there is no such file or folder") == true)
      let directory = URL(fileURLWithPath: paths[0]).deletingLastPathComponent().path
      #expect(throws: DatasetError.self) { try all(.textLines(directory)) }
    }
  }

  // MARK: - Comma-separated values

  @Test func `numbers of chosen columns come in the order of the choice`() async throws {
    try await withFiles(bytes("a, b,c\n1,2,3\n\n4,5e1, -6\n")) { paths in
      let rows = try all(Dataset.csv(paths).batch(9))
      expectTensor(rows[0], [2, 3], [1, 2, 3, 4, 50, -6], .float32)
      let chosen = try all(Dataset.csv(paths, columns: ["c", "a"], dtype: .int64).batch(9))
      expectTensor(chosen[0], [2, 2], [3, 1, -6, 4], .int64)
    }
  }

  @Test func `files without a header, with another separator, and with missing values`()
    async throws
  {
    try await withFiles(bytes("1;2\n3; \n")) { paths in
      let rows = try all(
        Dataset.csv(paths, header: false, missing: .nan, separator: ";").batch(2))
      expectTensor(rows[0], [2, 2], [1, 2, 3, .nan])
    }
  }

  @Test(arguments: [
    ("a,b\n1,x\n", "line 2: \"x\" where a float32 number in column 2 (b) was expected"),
    ("a,b\n1,2\n1,\n", "line 3: nothing where a float32 number in column 2 (b) was expected"),
    ("a,b\n1,2\n\n1\n", "line 4: 1 fields where 2 fields was expected"),
    ("a,b\n1,2,3\n", "line 2: 3 fields where 2 fields was expected"),
    ("a,b\n\"1,2\n3", "line 3: no closing quotation mark since line 2 where one was expected"),
    ("a,b\n\"1\"x,2\n", "line 2: text after a closing quotation mark where a separator"),
  ])
  func `what is not a number is named with its line and column`(
    text: String, expected: String
  ) async throws {
    try await withFiles(bytes(text)) { paths in
      let error = datasetError { _ = try all(.csv(paths)) }
      #expect(error?.hasPrefix("file0, \(expected)") == true, "\(error ?? "none")")
    }
  }

  @Test func `a column that is missing, and a number that its type cannot hold, throw`()
    async throws
  {
    try await withFiles(bytes("a,b\n1,300\n")) { paths in
      #expect(
        datasetError { _ = try all(.csv(paths, columns: ["z"])) }?
          .contains("the columns [\"a\", \"b\"] where a column \"z\" was expected") == true)
      #expect(throws: DatasetError.self) { try all(.csv(paths, dtype: .uint8)) }
      #expect(throws: DatasetError.self) { try all(.csv(paths, dtype: .bool)) }
    }
  }

  @Test func `records of texts keep what quotation marks enclose`() async throws {
    let text = "\u{FEFF}name,note\r\n\"a,b\",\"say \"\"x\"\"\"\n\"two\nlines\",\n,\"\"\n"
    try await withFiles(bytes(text)) { paths in
      let records = try all(.csvRecords(paths))
      #expect(
        records == [["name", "note"], ["a,b", "say \"x\""], ["two\nlines", ""], ["", ""]])
    }
  }

  @Test func `integers are exact to their 64 bits`() async throws {
    let text = "a\n9007199254740993\n1152921504606846977\n-9223372036854775808\n+5\n1e3\n-2.0\n"
    try await withFiles(bytes(text), bytes("a\n9007199254740993.0\n"), bytes("a\n1.5\n")) { paths in
      let rows = try all(.csv(paths[0], dtype: .int64)).map { $0.scalars(as: Int64.self)[0] }
      #expect(
        rows == [9_007_199_254_740_993, 1_152_921_504_606_846_977, .min, 5, 1000, -2])
      #expect(throws: DatasetError.self) { try all(.csv(paths[1], dtype: .int64)) }
      #expect(throws: DatasetError.self) { try all(.csv(paths[2], dtype: .int64)) }
    }
  }

  // MARK: - Compressed files

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
      #expect(try all(.textLines(paths[0], compression: .gzip)) == Self.lines)
      #expect(try all(.textLines(paths[1], compression: .zlib)) == Self.lines)
      #expect(try all(.textLines(paths[2], compression: .gzip)) == Self.lines + Self.lines)
      let records = try all(.csvRecords(paths[0], compression: .gzip))
      #expect(records.map(\.count) == [1, 1, 4])
      let pieces = try all(
        .fixedLengthRecords(
          paths[0], recordBytes: 7, headerBytes: 4, footerBytes: 3, compression: .gzip))
      let content = Array(bytes(Self.lines.joined(separator: "\n") + "\n"))[4...].dropLast(3)
      #expect(pieces.flatMap { $0.scalars(as: UInt8.self) } == Array(content))
      let rest = try all(
        Dataset.fixedLengthRecords(paths[0], recordBytes: 5, compression: .gzip).skip(6))
      #expect(rest.map { $0.scalars(as: UInt8.self) } == [bytes("hree\n")])
    }
  }

  @Test func `a compressed file that is cut or damaged is named`() async throws {
    let damaged = Self.gzipped.enumerated().map { $0 == 25 ? $1 ^ 0x55 : $1 }
    try await withFiles(
      Array(Self.gzipped.dropLast()), damaged, Self.zlibbed + [0], Self.zlibbed, []
    ) { paths in
      func problem(_ file: Int, _ compression: FileCompression) -> String {
        datasetError { _ = try all(.textLines(paths[file], compression: compression)) } ?? "none"
      }
      #expect(problem(0, .gzip).contains("the end of the file where the end of the compressed"))
      #expect(problem(1, .gzip).contains("where compressed data was expected"))
      #expect(problem(2, .zlib).contains("bytes after the end of the stream"))
      #expect(problem(3, .gzip).contains("incorrect header check"))
      #expect(problem(4, .gzip) == "none")
    }
  }

  // MARK: - Records of one length

  @Test func `records are cut from between header and footer`() async throws {
    try await withFiles([9] + Array(0..<6) + [9, 9], [9, 7, 8, 9, 9]) { paths in
      let records = Dataset.fixedLengthRecords(
        paths, recordBytes: 2, headerBytes: 1, footerBytes: 2)
      func contents(_ dataset: Dataset<Tensor, any Error>) throws -> [[UInt8]] {
        try all(dataset).map { $0.scalars(as: UInt8.self) }
      }
      let whole = try contents(records)
      #expect(whole == [[0, 1], [2, 3], [4, 5], [7, 8]])
      let two = try contents(records.skip(2))
      #expect(two == [[4, 5], [7, 8]])
      let three = try contents(records.skip(3))
      #expect(three == [[7, 8]])
    }
  }

  @Test func `records longer than a piece of the file are whole`() async throws {
    let content = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) }
    try await withFiles(content) { paths in
      let records = try all(.fixedLengthRecords(paths[0], recordBytes: 500_000))
      #expect(records.flatMap { $0.scalars(as: UInt8.self) } == content)
    }
  }

  @Test func `a file whose length is not a multiple of the record's is refused`() async throws {
    try await withFiles([1, 2, 3, 4, 5]) { paths in
      #expect(
        datasetError { _ = try all(.fixedLengthRecords(paths[0], recordBytes: 2)) }?
          .hasPrefix("file0, all of it: 5 bytes where a multiple of 2 bytes was expected") == true)
      for sizes in [
        (2, 6, 0), (2, 0, .max), (1, 3, 3), (.max, 0, 0), (1, .max, .max), (2, 1, .max),
        (.max, 5, 1),
      ] as [(Int, Int, Int)] {
        let dataset = Dataset.fixedLengthRecords(
          paths, recordBytes: sizes.0, headerBytes: sizes.1, footerBytes: sizes.2)
        #expect(throws: DatasetError.self) { try all(dataset) }
      }
      // A device has no size, and is read only as far as requested.
      let zeros = try all(Dataset.fixedLengthRecords("/dev/zero", recordBytes: 2).take(3))
      #expect(zeros.count == 3)
    }
  }

  // MARK: - TensorFlow's records

  private var recorded: URL {
    Bundle.module.url(forResource: "Recordings/records", withExtension: "tfrecord")!
  }
  private static let contents: [[UInt8]] = [
    [], Array("a".utf8), Array("Tapestry".utf8), Array(0...255),
    Array(repeating: 0x78, count: 1000),
  ]

  @Test func `the checksum of the nine digits is known`() {
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xe306_9283)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
  }

  @Test func `records that TensorFlow wrote are read`() throws {
    let records = try all(Dataset.tfRecords(recorded.path))
    #expect(records.map { $0.scalars(as: UInt8.self) } == Self.contents)
  }

  @Test func `records are written as TensorFlow writes them`() async throws {
    try await withFiles([1, 2, 3]) { paths in
      try writeTFRecords(Self.contents.map { Tensor($0, shape: [$0.count]) }, to: paths[0])
      let directory = URL(fileURLWithPath: paths[0]).deletingLastPathComponent().path
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["file0"])
      #expect(try Data(contentsOf: URL(fileURLWithPath: paths[0])) == Data(contentsOf: recorded))
      #expect(throws: DatasetError.self) {
        try writeTFRecords([], to: directory + "/nowhere/file")
      }
    }
  }

  @Test func `each byte that changes is noticed`() async throws {
    let whole = Array(try Data(contentsOf: recorded))
    for offset in stride(from: 0, to: whole.count, by: 7) {
      var damaged = whole
      damaged[offset] ^= 0x10
      try await withFiles(damaged) { paths in
        let error = datasetError { _ = try all(.tfRecords(paths)) }
        #expect(error?.contains("wrong checksum") == true, "byte \(offset): \(error ?? "none")")
      }
    }
  }

  @Test func `a file that ends within a record is noticed, and where`() async throws {
    let whole = Array(try Data(contentsOf: recorded))
    // The first record takes 16 bytes, the second 17, the third 24.
    for count in 1..<60 where ![16, 33, 57].contains(count) {
      try await withFiles(Array(whole[..<count])) { paths in
        let error = datasetError { _ = try all(.tfRecords(paths)) }
        let record = count < 16 ? 0 : count < 33 ? 1 : count < 57 ? 2 : 3
        #expect(error?.contains("record \(record) (at byte") == true)
        #expect(error?.contains("the end of the file") == true)
      }
    }
  }

  @Test func `a length beyond all memory is not believed`() async throws {
    let length = [UInt8](repeating: 0xff, count: 8)
    let sum = withUnsafeBytes(of: CRC32C.masked(length).littleEndian, Array.init)
    try await withFiles(length + sum + [1, 2, 3]) { paths in
      let error = datasetError { _ = try all(.tfRecords(paths)) }
      #expect(error?.contains("the end of the file after 3 bytes") == true)
    }
  }

  // MARK: - Formats of images

  @Test(
    arguments: [
      ([8, 1, 0, 0, 0, 3, 1, 2, 255], [3], [1, 2, 255], .uint8),
      ([9, 1, 0, 0, 0, 1, 255], [1], [-1], .int8),
      ([0xb, 1, 0, 0, 0, 2, 1, 0, 255, 254], [2], [256, -2], .int16),
      ([0xc, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 2], [1, 1], [65538], .int32),
      ([0xd, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0], [1], [1.5], .float32),
      ([0xe, 1, 0, 0, 0, 1, 0xbf, 0xf8, 0, 0, 0, 0, 0, 0], [1], [-1.5], .float64),
      ([8, 2, 0, 0, 0, 0, 255, 255, 255, 255], [0, 4_294_967_295], [], .uint8),
      ([8, 0, 7], [], [7], .uint8),
    ] as [([UInt8], Shape, [Double], DType)])
  func `IDX files hold tensors`(
    content: [UInt8], shape: Shape, elements: [Double], dtype: DType
  ) async throws {
    try await withFiles([0, 0] + content) { paths in
      expectTensor(try readIDX(paths[0]), shape, elements, dtype)
    }
  }

  @Test(
    arguments: [
      ([], "byte 0: []"), ([0, 0, 8], "byte 0: [0, 0, 8]"), ([0, 1, 8, 1], "byte 0: [0, 1, 8, 1]"),
      ([0, 0, 10, 1], "byte 0"), ([0x1f, 0x8b, 8, 0], "byte 0: the beginning of a gzip file"),
      ([0, 0, 8, 2, 0, 0, 0], "byte 4: 3 bytes where the sizes of 2 dimensions"),
      ([0, 0, 8, 1, 0, 0, 0, 3, 1, 2], "byte 8: 2 bytes where uint8 elements of [3]"),
      ([0, 0, 8, 1, 0, 0, 0, 1, 1, 2], "byte 8: more than 1 bytes"),
      (FirstBytes([0, 0, 8, 3], 13), "byte 16: 1 bytes where uint8 elements"),
      (FirstBytes([0, 0, 8, 255], 1020), "byte 1024: 0 bytes"),
      (FirstBytes([0, 0, 8, 3, 0, 0, 0, 0], 8), "byte 16"),
    ] as [(FirstBytes, String)])
  func `other files are not IDX files`(content: FirstBytes, expected: String) async throws {
    try await withFiles(content.all) { paths in
      let error = datasetError { _ = try readIDX(paths[0]) }
      if expected == "byte 16" {
        // An empty tensor: too large in its other dimensions, or just empty.
        #expect(error?.contains(expected) ?? true)
      } else {
        #expect(error?.hasPrefix("file0, \(expected)") == true, "\(error ?? "none")")
      }
    }
  }

  @Test func `CIFAR's planes become channels`() async throws {
    let red = [UInt8](repeating: 1, count: 1024)
    let green = [UInt8](repeating: 2, count: 1024)
    let blue = (0..<1024).map { UInt8(truncatingIfNeeded: $0) }
    try await withFiles([3] + red + green + blue, [9] + blue + blue + red) { paths in
      let (images, labels) = try readCIFAR10(paths)
      #expect(images.shape == [2, 32, 32, 3])
      expectTensor(labels, [2], [3, 9], .uint8)
      expectTensor(images[0, 1, 2], [3], [1, 2, 34], .uint8)
      expectTensor(images[1, 0, 5], [3], [5, 5, 1], .uint8)
    }
    try await withFiles([19, 99] + red + green + blue) { paths in
      let (images, coarse, fine) = try readCIFAR100(paths)
      #expect(images.shape == [1, 32, 32, 3])
      #expect(coarse.number == 19 && fine.number == 99)
    }
  }

  @Test func `a label that is not a class, and a torn file, are named`() async throws {
    let image = [UInt8](repeating: 0, count: 3072)
    try await withFiles([9] + image + [10] + image, [1] + image.dropLast()) { paths in
      #expect(
        datasetError { _ = try readCIFAR10([paths[0]]) }?
          .hasPrefix("file0, record 1: label 10 where a label below 10") == true)
      #expect(
        datasetError { _ = try readCIFAR10(paths.reversed()) }?
          .hasPrefix("file1, all of it: 3072 bytes") == true)
    }
  }
}

/// The bytes of a file, in the names of tests those at its beginning only.
struct FirstBytes: ExpressibleByArrayLiteral, CustomTestStringConvertible {
  let all: [UInt8]

  init(arrayLiteral bytes: UInt8...) { all = bytes }

  /// Some bytes, and then as many of 255.
  init(_ first: [UInt8], _ count: Int) { all = first + [UInt8](repeating: 255, count: count) }

  var testDescription: String {
    all.count > 12 ? "\(all.prefix(8)) … of \(all.count) bytes" : "\(all)"
  }
}
