import Foundation

extension Dataset where Element == [String], Failure == any Error {
  /// The records of files of comma-separated values, as strings.
  ///
  /// ```swift
  /// Dataset.csvRecords("people.csv").skip(1).map { fields in try decode(fields) }
  /// ```
  ///
  /// Fields may be in quotation marks, and may then contain separators, line breaks, and doubled
  /// quotation marks. Empty lines are skipped.
  ///
  /// - Parameter compression: how the files are compressed.
  /// - Throws: `DatasetError` if a file cannot be read, is not UTF-8, or has unmatched quotation
  ///   marks.
  /// - **Source:** Shafranovich: RFC 4180 (2005).
  public static func csvRecords(
    _ paths: [String], separator: Character = ",", compression: FileCompression = .none
  ) -> Dataset {
    let separator = separatorByte(separator)
    let stage = FileStage(paths: paths) { path in
      CSVIterator(
        CSVReader(LineReader(try FileReader(path, compression)), separator: separator))
    }
    return Dataset(stage: stage, structure: .whole())
  }

  /// The records of a file of comma-separated values, as strings.
  public static func csvRecords(
    _ path: String, separator: Character = ",", compression: FileCompression = .none
  ) -> Dataset {
    csvRecords([path], separator: separator, compression: compression)
  }
}

extension Dataset where Element == Tensor, Failure == any Error {
  /// The records of files of comma-separated numbers.
  ///
  /// ```swift
  /// Dataset.csv("boston.csv").map { row in (row[..<13], row[13]) }
  /// Dataset.csv("boston.csv", columns: ["RM", "MEDV"])
  /// ```
  ///
  /// With a `header`, the first line of each file names its columns, and `columns` chooses some by
  /// name, in any order. `missing` stands for fields that are empty; without it they are errors.
  /// Integers are exact to 64 bits if they are written without a decimal point or an exponent, and
  /// to 53 bits otherwise.
  ///
  /// - Parameter compression: how the files are compressed.
  /// - **Shapes:** `(number of columns,)`.
  /// - Throws: `DatasetError` with the file, the line and the column, if a field is not a number, a
  ///   record has a different number of fields than the first, or a column does not exist.
  /// - Precondition: there is a header if columns are chosen.
  public static func csv(
    _ paths: [String], columns: [String]? = nil, header: Bool = true, missing: Double? = nil,
    separator: Character = ",", dtype: DType = .float32, compression: FileCompression = .none
  ) -> Dataset {
    guard header || columns == nil else {
      misuse(
        "Dataset.csv", "columns \(columns ?? []) of files without a header",
        cure: "read all columns, and choose by position: .map { $0[..<3] }")
    }
    let separator = separatorByte(separator)
    let stage = FileStage(paths: paths) { path in
      try CSVNumberIterator(
        CSVReader(LineReader(try FileReader(path, compression)), separator: separator),
        columns: columns,
        header: header, missing: missing, dtype: dtype)
    }
    return Dataset(stage: stage, structure: .tensor)
  }

  /// The records of a file of comma-separated numbers.
  public static func csv(
    _ path: String, columns: [String]? = nil, header: Bool = true, missing: Double? = nil,
    separator: Character = ",", dtype: DType = .float32, compression: FileCompression = .none
  ) -> Dataset {
    csv(
      [path], columns: columns, header: header, missing: missing, separator: separator,
      dtype: dtype, compression: compression)
  }
}

private func separatorByte(_ separator: Character) -> UInt8 {
  guard let byte = separator.asciiValue, !"\"\r\n".contains(separator) else {
    misuse(
      "Dataset.csv", "the separator \"\(separator)\"",
      cure: "separate by one ASCII character, such as a comma, a semicolon or a tab")
  }
  return byte
}

private final class CSVIterator: StageIterator {
  private let reader: CSVReader

  init(_ reader: CSVReader) { self.reader = reader }

  override func next() throws -> Sample? { try reader.next().map { .value(Box($0)) } }
}

private final class CSVNumberIterator: StageIterator {
  private let reader: CSVReader
  private let names: [String]
  /// The positions of the chosen columns; nil for all.
  private let positions: [Int]?
  private var fieldCount: Int?
  private let missing: Double?
  private let dtype: DType

  init(
    _ reader: CSVReader, columns: [String]?, header: Bool, missing: Double?, dtype: DType
  ) throws {
    self.reader = reader
    self.missing = missing
    self.dtype = dtype
    let first = header ? try reader.next() : nil
    let names = (first ?? []).map { $0.trimmingCharacters(in: .whitespaces) }
    self.names = names
    fieldCount = first?.count
    positions = try columns?.map { column in
      guard let position = names.firstIndex(of: column) else {
        throw reader.malformed("the columns \(names)", expected: "a column \"\(column)\"")
      }
      return position
    }
  }

  override func next() throws -> Sample? {
    guard let fields = try reader.next() else { return nil }
    let expected = fieldCount ?? fields.count
    fieldCount = expected
    guard fields.count == expected else {
      throw reader.malformed("\(fields.count) fields", expected: "\(expected) fields")
    }
    let positions = positions ?? Array(fields.indices)
    func values<Number>(_ parse: (String) -> Number?) throws -> [Number] {
      try positions.map { position in
        let text = fields[position].trimmingCharacters(in: .whitespaces)
        guard let number = parse(text) else { throw noNumber(text, position) }
        return number
      }
    }
    let numbers =
      dtype.isFloating
      ? Tensor(try values(floating), shape: [positions.count])
      : Tensor(try values(integer), shape: [positions.count])
    return .value(Box(convert(numbers, to: dtype)))
  }

  private func floating(_ text: String) -> Double? { text.isEmpty ? missing : Double(text) }

  /// An integer, exact to its last digit: 64 bits hold more digits than a `Double`, which is used
  /// only for numbers with a decimal point or an exponent.
  private func integer(_ text: String) -> Int64? {
    if let integer = Int64(text) { return isInRange(integer) ? integer : nil }
    guard let number = floating(text), abs(number) < 0x1p53,
      let integer = Int64(exactly: number), isInRange(integer)
    else { return nil }
    return integer
  }

  private func noNumber(_ text: String, _ position: Int) -> DatasetError {
    let name = position < names.count ? " (\(names[position]))" : ""
    return reader.malformed(
      text.isEmpty ? "nothing" : "\"\(text)\"",
      expected: "a \(dtype) number in column \(position + 1)\(name)")
  }

  /// Whether a number is in the range of the elements' type.
  private func isInRange(_ number: Int64) -> Bool {
    switch dtype {
    case .bool: return number == 0 || number == 1
    case .int8: return Int8(exactly: number) != nil
    case .int16: return Int16(exactly: number) != nil
    case .int32: return Int32(exactly: number) != nil
    case .uint8: return UInt8(exactly: number) != nil
    case .int64, .float16, .float32, .float64: return true
    }
  }
}

/// Reads records of fields.
private final class CSVReader {
  private let lines: LineReader
  private let separator: UInt8
  private static let quotationMark = UInt8(ascii: "\"")

  init(_ lines: LineReader, separator: UInt8) {
    self.lines = lines
    self.separator = separator
  }

  /// The fields of the next record; nil at the end of the file.
  func next() throws -> [String]? {
    while let line = try lines.next() {
      if !line.isEmpty { return try fields(from: line) }
    }
    return nil
  }

  func malformed(_ found: String, expected: String) -> DatasetError {
    .malformed(
      file: lines.path, location: "line \(lines.number)", found: found, expected: expected)
  }

  private func fields(from line: [UInt8]) throws -> [String] {
    var fields: [String] = []
    // Windows tools begin a file with a byte order mark.
    var rest = line[(lines.number == 1 && line.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0)...]
    while true {
      if rest.first == Self.quotationMark {
        rest = rest.dropFirst()
        fields.append(try quotedField(&rest))
        guard rest.isEmpty || rest.first == separator else {
          throw malformed(
            "text after a closing quotation mark", expected: "a separator or the line's end")
        }
      } else {
        let field = rest.prefix { $0 != separator }
        rest = rest.dropFirst(field.count)
        fields.append(try lines.text(field))
      }
      guard rest.popFirst() != nil else { return fields }
    }
  }

  /// The rest of a field that began with a quotation mark, which may continue on the following
  /// lines.
  private func quotedField(_ rest: inout ArraySlice<UInt8>) throws -> String {
    let firstLine = lines.number
    var field: [UInt8] = []
    while true {
      let part = rest.prefix { $0 != Self.quotationMark }
      field += part
      rest = rest.dropFirst(part.count)
      if rest.popFirst() != nil {
        guard rest.first == Self.quotationMark else { return try lines.text(field) }
        field.append(Self.quotationMark)
        rest = rest.dropFirst()
        continue
      }
      guard field.count <= LineReader.longest, let next = try lines.next() else {
        throw malformed(
          "no closing quotation mark since line \(firstLine)", expected: "one")
      }
      field.append(UInt8(ascii: "\n"))
      rest = next[...]
    }
  }
}
