import Testing

@testable import Tapestry

struct CSVTests {
  @Test func `numbers of chosen columns come in the order of the choice`() async throws {
    try await withFiles(utf8("a, b,c\n1,2,3\n\n4,5e1, -6\n")) { paths in
      let rows = try elements(of: Dataset.csv(paths).batch(9))
      expectTensor(rows[0], [2, 3], [1, 2, 3, 4, 50, -6], .float32)
      let chosen = try elements(
        of: Dataset.csv(paths, columns: ["c", "a"], dtype: .int64).batch(9))
      expectTensor(chosen[0], [2, 2], [3, 1, -6, 4], .int64)
    }
  }

  @Test func `files without a header, with another separator, and with missing values`()
    async throws
  {
    try await withFiles(utf8("1;2\n3; \n")) { paths in
      let rows = try elements(
        of: Dataset.csv(paths, header: false, missing: .nan, separator: ";").batch(2))
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
    try await withFiles(utf8(text)) { paths in
      let error = datasetError { _ = try elements(of: .csv(paths)) }
      #expect(error?.hasPrefix("file0, \(expected)") == true, "\(error ?? "none")")
    }
  }

  @Test func `a column that is missing, and a number that its type cannot hold, throw`()
    async throws
  {
    try await withFiles(utf8("a,b\n1,300\n")) { paths in
      #expect(
        datasetError { _ = try elements(of: .csv(paths, columns: ["z"])) }?
          .contains("the columns [\"a\", \"b\"] where a column \"z\" was expected") == true)
      #expect(throws: DatasetError.self) { try elements(of: .csv(paths, dtype: .uint8)) }
      #expect(throws: DatasetError.self) { try elements(of: .csv(paths, dtype: .bool)) }
    }
  }

  @Test func `records of texts keep what quotation marks enclose`() async throws {
    let text = "\u{FEFF}name,note\r\n\"a,b\",\"say \"\"x\"\"\"\n\"two\nlines\",\n,\"\"\n"
    try await withFiles(utf8(text)) { paths in
      let records = try elements(of: .csvRecords(paths))
      #expect(
        records == [["name", "note"], ["a,b", "say \"x\""], ["two\nlines", ""], ["", ""]])
    }
  }

  @Test func `integers are exact to their 64 bits`() async throws {
    let text = "a\n9007199254740993\n1152921504606846977\n-9223372036854775808\n+5\n1e3\n-2.0\n"
    try await withFiles(utf8(text), utf8("a\n9007199254740993.0\n"), utf8("a\n1.5\n")) { paths in
      let rows = try elements(of: .csv(paths[0], dtype: .int64)).map {
        $0.scalars(as: Int64.self)[0]
      }
      #expect(
        rows == [9_007_199_254_740_993, 1_152_921_504_606_846_977, .min, 5, 1000, -2])
      #expect(throws: DatasetError.self) { try elements(of: .csv(paths[1], dtype: .int64)) }
      #expect(throws: DatasetError.self) { try elements(of: .csv(paths[2], dtype: .int64)) }
    }
  }
}
