import Tapestry

/// Rows of named values: the parts of pandas' `DataFrame` that a course on training needs.
///
/// ```swift
/// var history = Table()
/// history.append(["epoch": 100, "training_loss": 84.62, "testing_loss": 83.71])
/// history.append(["epoch": 200, "training_loss": 84.61, "testing_loss": 83.7])
/// print(history.tail())
/// //    epoch  training_loss  testing_loss
/// // 0    100          84.62         83.71
/// // 1    200          84.61         83.70
/// ```
///
/// Its text equals that of pandas 1.0.5, to the character.
///
/// - **Source:** book, chapter 3, section 4, and chapter 4, section 1.
public struct Table: Sendable, Hashable {
  /// One row, with its names in the order in which they become columns.
  ///
  /// ```swift
  /// let record: Table.Record = ["epoch": 10, "loss": 0.25]
  /// ```
  ///
  /// A dictionary would lose that order.
  public typealias Record = KeyValuePairs<String, any CellValue>

  var columns: [Column]
  /// The labels of the rows.
  var labels: Column
  /// The values that the columns' names were made from, in a pivoted table.
  var header: Column?

  init(columns: [Column], labels: Column, header: Column? = nil) {
    self.columns = columns
    self.labels = labels
    self.header = header
  }

  /// Makes a table without rows and columns.
  ///
  /// ```swift
  /// var history = Table()
  /// ```
  public init() { self.init(columns: [], labels: Column(countingTo: 0)) }

  /// Makes a table from records; a value that a record lacks is missing.
  ///
  /// ```swift
  /// Table(records: [["epoch": 1, "loss": 0.5], ["epoch": 2, "loss": 0.25]])
  /// ```
  ///
  /// - Precondition: The names of each record differ.
  public init(records: [Record]) {
    var names: [String] = []
    var known: Set<String> = []
    for record in records {
      requireDistinct(record.map(\.key), "Table")
      names += record.map(\.key).filter { known.insert($0).inserted }
    }
    self.init(
      columns: names.map { name in
        Column(name, records.map { $0.first { $0.key == name }?.value.cell ?? .missing })
      },
      labels: Column(countingTo: records.count))
  }

  /// Makes a table from dictionaries. They have no order, so the columns are sorted by name.
  ///
  /// ```swift
  /// let logs: [[String: Double]] = [["loss": 0.5], ["loss": 0.25, "accuracy": 0.9]]
  /// Table(dictionaries: logs).columnNames  // ["accuracy", "loss"]
  /// ```
  public init(dictionaries: [[String: any CellValue]]) {
    let names = Set(dictionaries.flatMap(\.keys)).sorted()
    self.init(
      columns: names.map { name in Column(name, dictionaries.map { $0[name]?.cell ?? .missing }) },
      labels: Column(countingTo: dictionaries.count))
  }

  /// Makes a table from columns.
  ///
  /// ```swift
  /// Table(columns: ["x": [1, 2, 3], "y": [2.5, 3.5, 4.5]])
  /// ```
  ///
  /// - Precondition: The columns have different names and the same length.
  public init(columns: KeyValuePairs<String, [any CellValue]>) {
    requireDistinct(columns.map(\.key), "Table")
    let count = columns.first?.value.count ?? 0
    for (name, values) in columns where values.count != count {
      misuse(
        "Table", "\"\(columns[0].key)\" has \(count) values and \"\(name)\" has \(values.count)",
        cure: "give all columns the same length; Double.nan or nil stands for a missing value")
    }
    self.init(
      columns: columns.map { name, values in Column(name, values.map(\.cell)) },
      labels: Column(countingTo: count))
  }

  /// Makes a table from rows whose values are in the order of the columns' names.
  ///
  /// ```swift
  /// Table(columnNames: ["x", "y"], rows: [[1, 2.5], [2, 3.5]])
  /// ```
  ///
  /// - Precondition: The columns have different names, and each row has one value for each column.
  public init(columnNames: [String], rows: [[any CellValue]]) {
    requireDistinct(columnNames, "Table")
    for (index, row) in rows.enumerated() where row.count != columnNames.count {
      misuse(
        "Table",
        "row \(index) has \(row.count) values for \(columnNames.count) columns "
          + "(\(listed(columnNames)))",
        cure: "give each row one value for each column; nil stands for a missing one")
    }
    self.init(
      columns: columnNames.enumerated().map { index, name in
        Column(name, rows.map { $0[index].cell })
      },
      labels: Column(countingTo: rows.count))
  }

  /// Adds a row. A new name becomes a column, in which earlier rows have missing values.
  ///
  /// ```swift
  /// history.append(["epoch": epoch, "loss": loss])
  /// ```
  ///
  /// - Precondition: The names of the record differ.
  public mutating func append(_ record: Record) {
    requireDistinct(record.map(\.key), "Table.append")
    var cells = Dictionary(uniqueKeysWithValues: record.map { ($0.key, $0.value.cell) })
    for index in columns.indices {
      columns[index].append(cells.removeValue(forKey: columns[index].name ?? "") ?? .missing)
    }
    for (name, _) in record {
      guard let cell = cells[name] else { continue }
      columns.append(Column(name, Array(repeating: .missing, count: rowCount) + [cell]))
    }
    labels.append(.integer(rowCount))
  }

  /// Gives all rows the same value in a column, which is added if it does not exist.
  ///
  /// ```swift
  /// history.set("lr", to: 1e-3)
  /// ```
  public mutating func set(_ name: String, to value: some CellValue) {
    set(name, to: Array(repeating: value, count: rowCount))
  }

  /// Replaces the values of a column, which is added if it does not exist.
  ///
  /// ```swift
  /// history.set("error", to: history["loss"].numbers.map { $0.squareRoot() })
  /// ```
  ///
  /// - Precondition: There is one value for each row.
  public mutating func set(_ name: String, to values: [some CellValue]) {
    guard values.count == rowCount || columns.isEmpty else {
      misuse(
        "Table.set(\"\(name)\")", "\(values.count) values for \(rowCount) rows",
        cure: "give one value for each row")
    }
    if columns.isEmpty, rowCount != values.count { labels = Column(countingTo: values.count) }
    let column = Column(name, values.map(\.cell))
    header = nil
    if let index = columns.firstIndex(where: { $0.name == name }) {
      columns[index] = column
    } else {
      columns.append(column)
    }
  }
}

// MARK: - Reading

extension Table {
  /// The number of rows.
  ///
  /// ```swift
  /// history.rowCount  // 100
  /// ```
  public var rowCount: Int { labels.cells.count }

  /// The names of the columns, from left to right.
  ///
  /// ```swift
  /// houses.columnNames  // ["area", "rooms", "price"]
  /// ```
  public var columnNames: [String] { columns.map { $0.name ?? "" } }

  /// The labels of the rows: numbers from 0, unless the table was grouped, pivoted or concatenated.
  ///
  /// ```swift
  /// history.tail(1).rowLabels.map(\.number)  // [99]
  /// ```
  public var rowLabels: [Cell] { labels.cells }

  /// A column.
  ///
  /// ```swift
  /// history["loss"].min()
  /// ```
  ///
  /// - Precondition: A column has the name.
  public subscript(name: String) -> Series { Series(column(name, "Table"), labels: labels) }

  /// Some of the columns, in the order of the given names.
  ///
  /// ```swift
  /// history[["epoch", "loss"]]
  /// ```
  ///
  /// - Precondition: A column has each of the names.
  public subscript(names: [String]) -> Table {
    requireDistinct(names, "Table")
    return Table(columns: names.map { column($0, "Table") }, labels: labels)
  }

  /// One value, by the row's index from 0 and the column's name.
  ///
  /// ```swift
  /// history[0, "loss"].number
  /// ```
  ///
  /// - Precondition: There is such a row and such a column.
  public subscript(row: Int, name: String) -> Cell {
    guard (0..<rowCount).contains(row) else {
      misuse(
        "Table[\(row), \"\(name)\"]", "the table has \(rowCount) rows",
        cure: "count rows from 0")
    }
    return column(name, "Table").cells[row]
  }

  /// The first rows.
  ///
  /// ```swift
  /// print(history.head(3))
  /// ```
  public func head(_ count: Int = 5) -> Table { rows(0..<within(count)) }

  /// The last rows, with their labels.
  ///
  /// ```swift
  /// print(history.tail())
  /// ```
  ///
  /// - **Source:** book, chapter 3, section 4.
  public func tail(_ count: Int = 5) -> Table { rows(rowCount - within(count)..<rowCount) }

  private func within(_ count: Int) -> Int { Swift.min(Swift.max(count, 0), rowCount) }

  /// Columns of numbers as a tensor of shape [rows, columns], missing values as NaN.
  ///
  /// ```swift
  /// houses.tensor(["area", "rooms"]).shape  // (500, 2)
  /// ```
  ///
  /// - **DTypes:** any; by default `float64`.
  /// - Precondition: There is such a column, and it holds no strings.
  public func tensor(_ names: [String], dtype: DType = .float64) -> Tensor {
    let columns = names.map { self[$0].tensor(dtype: dtype) }
    return columns.isEmpty ? Tensor.zeros([rowCount, 0], dtype: dtype) : stack(columns, axis: 1)
  }

  func rows(_ rows: some Sequence<Int>) -> Table {
    var table = self
    table.columns = columns.map { $0.rows(rows) }
    table.labels = labels.rows(rows)
    return table
  }

  func column(_ name: String, _ operation: String) -> Column {
    guard let column = columns.first(where: { $0.name == name }) else {
      misuse(
        operation, "no column is called \"\(name)\"",
        cure: "the columns are \(listed(columnNames))")
    }
    return column
  }
}

private func requireDistinct(_ names: [String], _ operation: String) {
  var seen: Set<String> = []
  for name in names where !seen.insert(name).inserted {
    misuse(
      operation, "two columns are called \"\(name)\"",
      cure: "give each column a name of its own; the names are \(listed(names))")
  }
}
