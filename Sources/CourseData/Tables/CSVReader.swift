import FileAccess
import Foundation

extension Table {
  /// Reads a table from a text of values with commas between them, whose first line holds the
  /// names of the columns.
  ///
  /// ```swift
  /// try Table(csv: "epoch,loss\n1,0.5\n2,\n")  // the second loss is missing
  /// ```
  ///
  /// A column in which all values are numbers, or truth values, becomes one of those. Values in
  /// quotes may hold commas, quotes (written twice) and line ends. Missing are empty values and
  /// those that say so in one of pandas' words, such as `NaN` and `NA`. Empty lines are skipped.
  ///
  /// - Throws: `TableError.malformed`, which names the line and the column.
  public init(csv text: String) throws(TableError) {
    try self.init(csvBytes: Array(text.utf8), source: "CSV text")
  }

  /// Reads a table from a CSV file.
  ///
  /// ```swift
  /// let history = try Table(contentsOf: URL(fileURLWithPath: "history.csv"))
  /// ```
  ///
  /// - Throws: `TableError`, which names the file, and the line and the column in it.
  public init(contentsOf url: URL) throws(TableError) {
    let data: Data
    do {
      data = try WholeFile.read(url.path)
    } catch {
      throw .cannotRead(path: url.path, reason: error.problem, cure: error.cure)
    }
    try self.init(csvBytes: Array(data), source: url.path)
  }

  private init(csvBytes bytes: [UInt8], source: String) throws(TableError) {
    var reader = CSVReader(bytes, source: source)
    guard let header = try reader.nextRecord() else {
      throw .malformed(source: source, line: 1, column: 1, .noHeader)
    }
    // A column of labels is written without a name; pandas calls it so.
    let names = header.enumerated().map { place, field in
      field.text.isEmpty ? "Unnamed: \(place)" : field.text
    }
    var known: Set<String> = []
    for (name, field) in zip(names, header) where !known.insert(name).inserted {
      throw reader.error(at: field, .duplicateName(name, names: names))
    }
    var columns = [[String]](repeating: [], count: names.count)
    while let record = try reader.nextRecord() {
      guard record.count == names.count else {
        let place = record.count > names.count ? record[names.count] : record[record.count - 1]
        throw reader.error(at: place, .fieldCount(found: record.count, names: names))
      }
      for (place, field) in record.enumerated() { columns[place].append(field.text) }
    }
    self.init(
      columns: zip(names, columns).map { Column($0, cells(of: $1)) },
      labels: Column(countingTo: columns[0].count))
  }
}

/// The texts of a column as what all of them can be read as.
private func cells(of texts: [String]) -> [Cell] {
  let missing: Set = [
    "", "NaN", "nan", "NA", "N/A", "n/a", "NULL", "null", "#N/A", "#NA", "<NA>", "-nan", "-NaN",
  ]
  func cells(_ read: (String) -> Cell?) -> [Cell]? {
    var cells: [Cell] = []
    for text in texts {
      guard let cell = missing.contains(text) ? .missing : read(text) else { return nil }
      cells.append(cell)
    }
    return cells
  }
  func number(_ text: String) -> Cell? {
    let text = text.trimmingCharacters(in: .whitespaces)
    if let integer = Int(text) { return .integer(integer) }
    if ["inf", "+inf", "-inf", "Infinity", "-Infinity"].contains(text) {
      return .number(text.hasPrefix("-") ? -.infinity : .infinity)
    }
    // Swift also reads hexadecimal numbers, which are texts here.
    guard text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }) else { return nil }
    return Double(text).map { .number($0) }
  }
  func truth(_ text: String) -> Cell? {
    switch text {
    case "True", "TRUE", "true": .truth(true)
    case "False", "FALSE", "false": .truth(false)
    default: nil
    }
  }
  return cells(number) ?? cells(truth) ?? cells { .text($0) } ?? []
}

/// Takes a CSV text apart, record by record.
private struct CSVReader {
  struct Field {
    var text: String
    var line: Int
    var column: Int
  }

  private let bytes: [UInt8]
  private let source: String
  private var position: Int
  private var line = 1
  /// Characters before `position` in its line, counted by the bytes that begin one.
  private var column = 1

  init(_ bytes: [UInt8], source: String) {
    self.bytes = bytes
    self.source = source
    // The mark that some programs put before UTF-8 is no part of the first name.
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  func error(at field: Field, _ problem: CSVProblem) -> TableError {
    .malformed(source: source, line: field.line, column: field.column, problem)
  }

  /// The fields up to the end of a line that is not inside of quotes; nil at the end of the text.
  mutating func nextRecord() throws(TableError) -> [Field]? {
    while isAtLineEnd { advance() }
    guard position < bytes.count else { return nil }
    var record = [try nextField()]
    while position < bytes.count, bytes[position] == UInt8(ascii: ",") {
      advance()
      record.append(try nextField())
    }
    return record
  }

  private mutating func nextField() throws(TableError) -> Field {
    let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
    var field = Field(text: "", line: line, column: column)
    let content = isQuoted ? try quoted(field) : plain()
    guard let text = String(validating: content, as: UTF8.self) else {
      throw error(at: field, .notUTF8)
    }
    field.text = text
    return field
  }

  private mutating func plain() -> [UInt8] {
    let start = position
    while position < bytes.count, !isAtLineEnd, bytes[position] != UInt8(ascii: ",") { advance() }
    return Array(bytes[start..<position])
  }

  private mutating func quoted(_ field: Field) throws(TableError) -> [UInt8] {
    var content: [UInt8] = []
    advance()
    while position < bytes.count {
      let byte = bytes[position]
      advance()
      guard byte == UInt8(ascii: "\"") else {
        content.append(byte)
        continue
      }
      if position < bytes.count, bytes[position] == byte {
        content.append(byte)
        advance()
      } else if position == bytes.count || isAtLineEnd || bytes[position] == UInt8(ascii: ",") {
        return content
      } else {
        throw .malformed(source: source, line: line, column: column, .textAfterQuote)
      }
    }
    throw error(at: field, .unclosedQuote)
  }

  private var isAtLineEnd: Bool {
    position < bytes.count
      && (bytes[position] == UInt8(ascii: "\n") || bytes[position] == UInt8(ascii: "\r"))
  }

  private mutating func advance() {
    let byte = bytes[position]
    let isLoneReturn =
      byte == UInt8(ascii: "\r")
      && (position + 1 == bytes.count || bytes[position + 1] != UInt8(ascii: "\n"))
    position += 1
    if byte == UInt8(ascii: "\n") || isLoneReturn {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }
}
