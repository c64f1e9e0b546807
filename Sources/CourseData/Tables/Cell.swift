import Tapestry

/// One value of a table.
///
/// ```swift
/// let cells: [Cell] = [.integer(3), .number(0.5), .text("SGD"), .bool(true), .missing]
/// ```
///
/// Training records and CSV files need five kinds. A `Float` becomes the 64-bit number that equals
/// it, as in pandas: 49.352028 is then 49.352027893066406.
public enum Cell: Sendable, Hashable {
  /// An integer.
  case integer(Int)
  /// A floating-point number.
  case number(Double)
  /// A string.
  case text(String)
  /// A Boolean.
  case bool(Bool)
  /// A missing value; printed as `NaN`.
  case missing
}

/// A value that can be written into a table.
///
/// ```swift
/// let record: Table.Record = ["epoch": 10, "loss": Float(0.25), "optimizer": "SGD"]
/// ```
public protocol CellValue: Sendable {
  /// The value as a cell.
  ///
  /// ```swift
  /// Float(0.5).cell  // Cell.number(0.5)
  /// ```
  var cell: Cell { get }
}

extension Cell: CellValue {
  /// The cell itself.
  ///
  /// ```swift
  /// Cell.missing.cell  // Cell.missing
  /// ```
  public var cell: Cell { self }
}

extension Int: CellValue {
  /// An integer.
  ///
  /// ```swift
  /// 3.cell  // Cell.integer(3)
  /// ```
  public var cell: Cell { .integer(self) }
}

extension Double: CellValue {
  /// A number; NaN is a missing value.
  ///
  /// ```swift
  /// 0.5.cell  // Cell.number(0.5)
  /// ```
  public var cell: Cell { isNaN ? .missing : .number(self) }
}

extension Float: CellValue {
  /// The 64-bit number that equals it; NaN is a missing value.
  ///
  /// ```swift
  /// Float(0.1).cell  // Cell.number(0.10000000149011612)
  /// ```
  public var cell: Cell { Double(self).cell }
}

extension String: CellValue {
  /// A string.
  ///
  /// ```swift
  /// "SGD".cell  // Cell.text("SGD")
  /// ```
  public var cell: Cell { .text(self) }
}

extension Bool: CellValue {
  /// A Boolean.
  ///
  /// ```swift
  /// true.cell  // Cell.bool(true)
  /// ```
  public var cell: Cell { .bool(self) }
}

extension Optional: CellValue where Wrapped: CellValue {
  /// The value, or a missing one.
  ///
  /// ```swift
  /// Int?.none.cell  // Cell.missing
  /// ```
  public var cell: Cell { self?.cell ?? .missing }
}

extension Tensor: CellValue {
  /// The only element, such as a loss.
  ///
  /// ```swift
  /// history.append(["epoch": epoch, "loss": loss])
  /// ```
  ///
  /// - Precondition: There is exactly one element.
  public var cell: Cell {
    // Evaluated first, since it stops the program unless there is exactly one element.
    let number = number
    if dtype == .bool { return .bool(number != 0) }
    // A 64-bit integer may have more digits than a `Double` holds.
    return dtype.isInteger
      ? .integer(cast(self, to: .int64).scalars(as: Int.self)[0]) : number.cell
  }
}

extension Cell {
  /// The value as a number, Booleans as 0 or 1; nil for strings and missing values.
  ///
  /// ```swift
  /// history["testing_loss"].min().number  // 49.352027893066406
  /// ```
  public var number: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    case .bool(let value): value ? 1 : 0
    case .text, .missing: nil
    }
  }

  /// The order of sorted groups and of extremes: numbers by value, then strings, then missing
  /// values.
  static func precedes(_ one: Cell, _ other: Cell) -> Bool {
    switch (one, other) {
    case (.integer(let one), .integer(let other)): return one < other
    case (.text(let one), .text(let other)):
      // By code points: `String` compares differently, since it orders composed letters in another
      // way.
      return one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
    case (.missing, _): return false
    case (_, .missing): return true
    case (.text, _): return false
    case (_, .text): return true
    default: return (one.number ?? 0) < (other.number ?? 0)
    }
  }
}

extension Cell: CustomStringConvertible {
  /// The value as Python prints it on its own: `3`, `49.352027893066406`, `SGD`, `True`, `nan`.
  ///
  /// ```swift
  /// print(history["loss"].min())
  /// ```
  public var description: String {
    switch self {
    case .integer(let integer): "\(integer)"
    case .text(let text): text
    case .bool(let value): value ? "True" : "False"
    case .missing: "nan"
    // Swift's shortest digits are the same as Python's, including powers of ten.
    case .number(let number): "\(number)"
    }
  }
}
