import Testing

@testable import Tapestry

struct IDXTests {
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
