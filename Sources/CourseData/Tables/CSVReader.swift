import FileAccess
import Foundation

extension Table {
  /// Reads a table from comma-separated text whose first line holds the names of the columns.
  ///
  /// ```swift
  /// try Table(csv: "epoch,loss\n1,0.5\n2,\n")  // the second loss is missing
  /// ```
  ///
  /// A column in which all values are numbers, or all are Booleans, becomes a column of that
  /// kind. Quoted values may contain commas, quotes (written twice) and line breaks. Empty values
  /// are missing, and so are those that equal one of pandas' markers, such as `NaN` and `NA`. Empty
  /// lines are skipped.
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
    self = try bytes.withUnsafeBufferPointer { (bytes) throws(TableError) -> Table in
      var reader = CSVReader(bytes, source: source)
      var header: [CSVField] = []
      guard try reader.appendRecord(to: &header) else {
        throw TableError.malformed(source: source, line: 1, column: 1, .noHeader)
      }
      // A column of labels is written without a name; pandas names it like this.
      let names = header.enumerated().map { index, field in
        let text = field.text(in: bytes)
        return text.isEmpty ? "Unnamed: \(index)" : text
      }
      var known: Set<String> = []
      for (name, field) in zip(names, header) where !known.insert(name).inserted {
        throw reader.error(at: field.begin, .duplicateName(name, names: names))
      }
      // All rows in one array: a million small arrays would take longer than everything else.
      var fields: [CSVField] = []
      var rows = 0
      while try reader.appendRecord(to: &fields) {
        let first = rows * names.count
        let found = fields.count - first
        guard found == names.count else {
          let index = first + (found > names.count ? names.count : found - 1)
          throw reader.error(
            at: fields[index].begin, .fieldCount(found: found, names: names))
        }
        rows += 1
      }
      let columns = names.enumerated().map { index, name in
        Column(name, CSVColumn(bytes, fields, index, of: names.count).cells)
      }
      return Table(columns: columns, labels: Column(countingTo: rows))
    }
  }
}

/// The position of a value in a CSV text.
struct CSVField {
  /// The bytes of its content, without the surrounding quotes.
  let start, end: Int
  /// Whether it is quoted, and whether it contains quotes, written twice.
  let isQuoted, hasQuotes: Bool

  /// Its first byte, including the quote.
  var begin: Int { isQuoted ? start - 1 : start }

  func text(in bytes: UnsafeBufferPointer<UInt8>) -> String {
    let content = UnsafeBufferPointer(rebasing: bytes[start..<end])
    guard hasQuotes else { return String(decoding: content, as: UTF8.self) }
    let quote = UInt8(ascii: "\"")
    var text: [UInt8] = []
    var isSecond = false
    for byte in content {
      isSecond = byte == quote && !isSecond
      if byte != quote || isSecond { text.append(byte) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Splits a CSV text into records. Lines and columns are counted only when an error has to be
/// located.
private struct CSVReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let source: String
  private let firstPosition: Int
  private var position: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, source: String) {
    self.bytes = bytes
    self.source = source
    // The byte-order mark that some programs put before UTF-8 is not part of the first name.
    firstPosition = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    position = firstPosition
  }

  /// An error at a byte, with its line and column; the column counts characters, by the bytes that
  /// begin one.
  func error(at offset: Int, _ problem: CSVProblem) -> TableError {
    var (line, column) = (1, 1)
    for index in firstPosition..<offset {
      let byte = bytes[index]
      let isLoneReturn =
        byte == UInt8(ascii: "\r")
        && (index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n"))
      if byte == UInt8(ascii: "\n") || isLoneReturn {
        (line, column) = (line + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return .malformed(source: source, line: line, column: column, problem)
  }

  /// Appends the fields up to the next line break outside quotes; false at the end of the text.
  mutating func appendRecord(to fields: inout [CSVField]) throws(TableError) -> Bool {
    while isAtLineEnd { position += 1 }
    guard position < bytes.count else { return false }
    fields.append(try nextField())
    while position < bytes.count, bytes[position] == UInt8(ascii: ",") {
      position += 1
      fields.append(try nextField())
    }
    return true
  }

  private mutating func nextField() throws(TableError) -> CSVField {
    let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
    let field = isQuoted ? try quoted() : plain()
    let content = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
    // Most fields are ASCII and need no check of their characters.
    guard content.allSatisfy({ $0 < 0x80 }) || String(validating: content, as: UTF8.self) != nil
    else { throw error(at: field.begin, .notUTF8) }
    return field
  }

  private mutating func plain() -> CSVField {
    let start = position
    while position < bytes.count, !isAtLineEnd, bytes[position] != UInt8(ascii: ",") {
      position += 1
    }
    return CSVField(start: start, end: position, isQuoted: false, hasQuotes: false)
  }

  private mutating func quoted() throws(TableError) -> CSVField {
    let quote = UInt8(ascii: "\"")
    let start = position + 1
    var hasQuotes = false
    position = start
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      guard byte == quote else { continue }
      if position < bytes.count, bytes[position] == quote {
        hasQuotes = true
        position += 1
      } else if position == bytes.count || isAtLineEnd || bytes[position] == UInt8(ascii: ",") {
        return CSVField(start: start, end: position - 1, isQuoted: true, hasQuotes: hasQuotes)
      } else {
        throw error(at: position, .textAfterQuote)
      }
    }
    throw error(at: start - 1, .unclosedQuote)
  }

  private var isAtLineEnd: Bool {
    position < bytes.count
      && (bytes[position] == UInt8(ascii: "\n") || bytes[position] == UInt8(ascii: "\r"))
  }
}
