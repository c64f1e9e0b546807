import Tapestry

extension Table {
  /// Stacks tables one below another. Each row keeps its label, so labels may occur more than once.
  ///
  /// ```swift
  /// let both = Table.concat([history.head(3), history.tail(3)])
  /// both.rowCount  // 6
  /// ```
  ///
  /// Columns are in the order of their first occurrence; a value that a table lacks is missing.
  ///
  /// - Parameter renumbered: whether to relabel the rows from 0.
  ///
  /// - **Source:** book, chapter 4, section 1.
  public static func concat(_ tables: [Table], renumbered: Bool = false) -> Table {
    var names: [String] = []
    for table in tables {
      let known = Set(names)
      names += table.columnNames.filter { !known.contains($0) }
    }
    let columns = names.map { name in
      Column(
        name,
        tables.flatMap { table in
          table.columns.first { $0.name == name }?.cells
            ?? Array(repeating: .missing, count: table.rowCount)
        })
    }
    let labels = tables.flatMap(\.labels.cells)
    if renumbered { return Table(columns: columns, labels: Column(countingTo: labels.count)) }
    let labelNames = Set(tables.map(\.labels.name))
    let headers = Set(tables.map(\.header))
    return Table(
      columns: columns, labels: Column(labelNames.count == 1 ? tables[0].labels.name : nil, labels),
      header: headers.count == 1 ? tables[0].header : nil)
  }

  /// Turns a long table into a wide one: a row for each value of one column, a column for each
  /// value of another.
  ///
  /// ```swift
  /// experiments.pivot(index: "epoch", columns: "lr", values: "testing_loss")
  ///   .plot(yScale: .log)
  /// ```
  ///
  /// Both are sorted. Combinations without a row have missing values.
  ///
  /// - Precondition: The columns exist, and no two rows have the same values in the first two.
  /// - **Source:** book, chapter 4, section 1.
  public func pivot(index: String, columns: String, values: String) -> Table {
    let rowKeys = column(index, "Table.pivot").cells
    let columnKeys = column(columns, "Table.pivot").cells
    let cells = column(values, "Table.pivot").cells
    let sortedRows = Set(rowKeys).sorted(by: Cell.precedes)
    let sortedColumns = Set(columnKeys).sorted(by: Cell.precedes)
    let rowIndices = Dictionary(uniqueKeysWithValues: zip(sortedRows, 0...))
    let columnIndices = Dictionary(uniqueKeysWithValues: zip(sortedColumns, 0...))

    var wide = Array(
      repeating: [Cell?](repeating: nil, count: sortedRows.count), count: sortedColumns.count)
    for row in cells.indices {
      guard let across = columnIndices[columnKeys[row]], let down = rowIndices[rowKeys[row]] else {
        continue
      }
      if wide[across][down] != nil {
        misuse(
          "Table.pivot",
          "more than one row has \(index) = \(rowKeys[row]) and \(columns) = \(columnKeys[row])",
          cure: "take one value for each pair first, with groupBy")
      }
      wide[across][down] = cells[row]
    }
    return Table(
      columns: zip(sortedColumns, wide).map { key, cells in
        Column(key.description, cells.map { $0 ?? .missing })
      },
      labels: Column(index, sortedRows), header: Column(columns, sortedColumns))
  }
}
