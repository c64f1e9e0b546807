import Tapestry

/// What the cells of a column have in common; it decides how they are printed and used in
/// computations.
///
/// ```swift
/// Table(columns: ["epoch": [1, 2]])["epoch"].kind  // int64
/// ```
public enum ColumnKind: String, Sendable, CustomStringConvertible {
  /// Integers, none missing.
  case integer = "int64"
  /// Numbers, some of which may be missing.
  case number = "float64"
  /// Booleans, none missing.
  case bool = "bool"
  /// Texts, or a mixture.
  case object

  /// The name that pandas prints.
  ///
  /// ```swift
  /// ColumnKind.number.description  // "float64"
  /// ```
  public var description: String { rawValue }

  /// Whether pandas computes statistics of such a column.
  var isNumeric: Bool { self != .object }
}

/// Cells with a name. The labels of a table's rows are a column too.
struct Column: Sendable, Hashable {
  var name: String?
  private(set) var cells: [Cell]
  private(set) var kind: ColumnKind

  /// Finds the common kind of the cells and converts integers that occur among other numbers: a
  /// column is printed in one format.
  init(_ name: String?, _ cells: [Cell]) {
    self.name = name
    kind = Self.kind(of: cells)
    self.cells = cells
    if kind == .number {
      for (row, cell) in cells.enumerated() {
        if case .integer(let integer) = cell { self.cells[row] = .number(Double(integer)) }
      }
    }
  }

  /// The numbers from 0, which label rows that have no other labels.
  init(countingTo count: Int) { self.init(nil, (0..<count).map { .integer($0) }) }

  mutating func append(_ cell: Cell) {
    // Checking all cells again for each row would take quadratic time, so that is done only where
    // the kind may change.
    switch (kind, cell) {
    case _ where cells.isEmpty: self = Column(name, [cell])
    case (.object, _), (.integer, .integer), (.bool, .bool), (.number, .number),
      (.number, .missing):
      cells.append(cell)
    case (.number, .integer(let integer)): cells.append(.number(Double(integer)))
    default: self = Column(name, cells + [cell])
    }
  }

  func rows(_ rows: some Sequence<Int>) -> Column {
    var column = self
    column.cells = rows.map { cells[$0] }
    return column
  }

  private static func kind(of cells: [Cell]) -> ColumnKind {
    var (integers, numbers, bools, texts) = (0, 0, 0, 0)
    for cell in cells {
      switch cell {
      case .integer: integers += 1
      case .number: numbers += 1
      case .bool: bools += 1
      case .text: texts += 1
      case .missing: break
      }
    }
    if texts == 0, bools == 0 {
      return integers > 0 && integers == cells.count ? .integer : .number
    }
    return bools == cells.count ? .bool : .object
  }
}

/// One column of a table with the labels of its rows.
///
/// ```swift
/// let losses = history["testing_loss"]
/// print(losses.min())  // 49.352027893066406
/// print(losses)        // all rows, or the first and the last five
/// ```
///
/// - **Source:** book, chapter 4, section 1.
public struct Series: Sendable, Hashable {
  let values: Column
  let labels: Column

  init(_ values: Column, labels: Column) {
    self.values = values
    self.labels = labels
  }

  /// The column's name, or nil if it was computed from several columns.
  ///
  /// ```swift
  /// history["loss"].name  // "loss"
  /// ```
  public var name: String? { values.name }

  /// What the cells have in common.
  ///
  /// ```swift
  /// history["loss"].kind  // float64
  /// ```
  public var kind: ColumnKind { values.kind }

  /// The number of cells, including missing ones.
  ///
  /// ```swift
  /// history["loss"].count  // 100
  /// ```
  public var count: Int { cells.count }

  /// The cells in the order of the rows.
  ///
  /// ```swift
  /// history["epoch"].cells.first?.number  // 100
  /// ```
  public var cells: [Cell] { values.cells }

  /// The labels of the rows: numbers from 0, or what the table was grouped or pivoted by.
  ///
  /// ```swift
  /// runs.groupBy("optimizer")["loss"].min().rowLabels.map(\.description)  // ["Adam", "SGD"]
  /// ```
  public var rowLabels: [Cell] { labels.cells }

  /// The cells as numbers, missing ones as NaN.
  ///
  /// ```swift
  /// figure.line(history["epoch"].numbers, history["loss"].numbers)
  /// ```
  ///
  /// - Precondition: The column holds no strings.
  public var numbers: [Double] {
    requireNumbers("numbers")
    return cells.map { $0.number ?? .nan }
  }

  /// The cells as a tensor of one dimension, missing ones as NaN.
  ///
  /// ```swift
  /// houses["price"].tensor().shape  // (500,)
  /// ```
  ///
  /// - **DTypes:** any; by default `float64`.
  /// - Precondition: The column holds no strings.
  public func tensor(dtype: DType = .float64) -> Tensor {
    // A 64-bit integer may have more digits than a `Double` holds.
    if let integers, dtype.isInteger { return cast(Tensor(integers, dtype: .int64), to: dtype) }
    return cast(Tensor(numbers), to: dtype)
  }

  /// The cells if all of them are integers.
  var integers: [Int]? {
    guard kind == .integer else { return nil }
    return cells.compactMap { if case .integer(let integer) = $0 { integer } else { nil } }
  }

  /// The cell of the row with a label.
  ///
  /// ```swift
  /// experiments.groupBy("lr")["testing_loss"].min()[1e-3].number  // 83.25
  /// ```
  ///
  /// - Precondition: Exactly one row has the label.
  public subscript(label: some CellValue) -> Cell {
    let label = label.cell
    let rows = labels.cells.indices.filter {
      if case (.integer, .integer) = (labels.cells[$0], label) { return labels.cells[$0] == label }
      return labels.cells[$0] == label
        || (label.number != nil && labels.cells[$0].number == label.number)
    }
    guard rows.count == 1 else {
      misuse(
        "Series[\(label)]", "\(rows.count) rows have this label",
        cure: "the labels are \(listed(labels.cells.map(\.description)))")
    }
    return cells[rows[0]]
  }

  func requireNumbers(_ operation: String) {
    guard !cells.contains(where: { if case .text = $0 { true } else { false } }) else {
      misuse(
        "Series.\(operation)", "the column \"\(name ?? "")\" holds strings",
        cure: "choose a column of numbers")
    }
  }
}

/// Names for a message, cut to a readable number.
func listed(_ names: [String]) -> String {
  if names.isEmpty { return "none" }
  let shown = names.prefix(20).joined(separator: ", ")
  return names.count > 20 ? shown + ", … (\(names.count) in all)" : shown
}
