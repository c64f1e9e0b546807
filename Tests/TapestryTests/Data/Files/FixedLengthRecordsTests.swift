import Testing

@testable import Tapestry

struct FixedLengthRecordsTests {
  @Test func `records are cut from between header and footer`() async throws {
    try await withFiles([9] + Array(0..<6) + [9, 9], [9, 7, 8, 9, 9]) { paths in
      let records = Dataset.fixedLengthRecords(
        paths, recordBytes: 2, headerBytes: 1, footerBytes: 2)
      func contents(_ dataset: Dataset<Tensor, any Error>) throws -> [[UInt8]] {
        try elements(of: dataset).map { $0.scalars(as: UInt8.self) }
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
      let records = try elements(of: .fixedLengthRecords(paths[0], recordBytes: 500_000))
      #expect(records.flatMap { $0.scalars(as: UInt8.self) } == content)
    }
  }

  @Test func `a file whose length is not a multiple of the record's is refused`() async throws {
    try await withFiles([1, 2, 3, 4, 5]) { paths in
      #expect(
        datasetError { _ = try elements(of: .fixedLengthRecords(paths[0], recordBytes: 2)) }?
          .hasPrefix("file0, all of it: 5 bytes where a multiple of 2 bytes was expected") == true)
      for sizes in [
        (2, 6, 0), (2, 0, .max), (1, 3, 3), (.max, 0, 0), (1, .max, .max), (2, 1, .max),
        (.max, 5, 1),
      ] as [(Int, Int, Int)] {
        let dataset = Dataset.fixedLengthRecords(
          paths, recordBytes: sizes.0, headerBytes: sizes.1, footerBytes: sizes.2)
        #expect(throws: DatasetError.self) { try elements(of: dataset) }
      }
      // A device has no size, and is read only as far as requested.
      let zeros = try elements(of: Dataset.fixedLengthRecords("/dev/zero", recordBytes: 2).take(3))
      #expect(zeros.count == 3)
    }
  }
}
