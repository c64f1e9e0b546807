import Foundation

/// The values of one column of a CSV text, as the most specific kind that fits all of them:
/// numbers, Booleans or strings.
struct CSVColumn {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let fields: [CSVField]
  private let index, columnCount: Int

  /// - Parameter fields: the fields of all columns, row by row.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, _ fields: [CSVField], _ index: Int, of columnCount: Int
  ) {
    (self.bytes, self.fields, self.index, self.columnCount) = (bytes, fields, index, columnCount)
  }

  /// The cells.
  var cells: [Cell] {
    read(number) ?? read(bool) ?? read { .text($0.text(in: bytes)) } ?? []
  }

  /// The cells if each of them can be read this way or is missing.
  private func read(_ cell: (CSVField) -> Cell?) -> [Cell]? {
    var cells: [Cell] = []
    cells.reserveCapacity(fields.count / columnCount)
    for position in stride(from: index, to: fields.count, by: columnCount) {
      let field = fields[position]
      // Markers of missing values are short. Many numbers are too, but that does not matter here.
      if field.end - field.start <= 4, !isNumeral(field),
        Self.missing.contains(field.text(in: bytes))
      {
        cells.append(.missing)
      } else if let cell = cell(field) {
        cells.append(cell)
      } else {
        return nil
      }
    }
    return cells
  }

  private static let missing: Set = [
    "", "NaN", "nan", "NA", "N/A", "n/a", "NULL", "null", "#N/A", "#NA", "<NA>", "-nan", "-NaN",
  ]

  private func isNumeral(_ field: CSVField) -> Bool {
    field.start < field.end && UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[field.start]
  }

  private func bool(_ field: CSVField) -> Cell? {
    switch field.text(in: bytes) {
    case "True", "TRUE", "true": .bool(true)
    case "False", "FALSE", "false": .bool(false)
    default: nil
    }
  }

  // MARK: Numbers

  private func number(_ field: CSVField) -> Cell? { shortNumber(field) ?? anyNumber(field) }

  /// A number with so few digits that its value is found exactly by one multiplication or division:
  /// both the digits, as an integer below 2^53, and the power of ten up to 10^22 are exact (Clinger
  /// 1990).
  private func shortNumber(_ field: CSVField) -> Cell? {
    var position = field.start
    let isNegative = position < field.end && bytes[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var (digits, integer) = (0, 0)
    var point: Int?
    while position < field.end {
      let digit = Int(bytes[position]) - Int(UInt8(ascii: "0"))
      if 0...9 ~= digit, digits < 18 {
        integer = integer * 10 + digit
        digits += 1
      } else if bytes[position] == UInt8(ascii: "."), point == nil, digits > 0 {
        point = digits
      } else {
        return nil
      }
      position += 1
    }
    guard digits > 0 else { return nil }
    guard let point else { return .integer(isNegative ? -integer : integer) }
    let fraction = digits - point
    guard fraction > 0, integer < 1 << 53 else { return nil }
    let value = Double(integer) / Self.powersOfTen[fraction]
    return .number(isNegative ? -value : value)
  }

  private static let powersOfTen: [Double] = (0...18).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  /// A number as Swift parses it.
  private func anyNumber(_ field: CSVField) -> Cell? {
    var text = field.text(in: bytes)
    // Swift also parses hexadecimal numbers, which are strings here.
    let isPlain = text.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) }
    if !isPlain { text = text.trimmingCharacters(in: .whitespaces) }
    if let integer = Int(text) { return .integer(integer) }
    if ["inf", "+inf", "-inf", "Infinity", "-Infinity"].contains(text) {
      return .number(text.hasPrefix("-") ? -.infinity : .infinity)
    }
    guard isPlain || text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }) else {
      return nil
    }
    return Double(text).map { .number($0) }
  }
}
