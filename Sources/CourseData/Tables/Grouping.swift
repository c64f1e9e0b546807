extension Table {
  /// Groups the rows that have the same value in a column.
  ///
  /// ```swift
  /// print(experiments.groupBy("lr")["testing_loss"].min())
  /// print(experiments.groupBy("lr").mean())
  /// ```
  ///
  /// Groups are sorted by that value; rows in which it is missing belong to no group.
  ///
  /// - Precondition: A column has the name.
  /// - **Source:** book, chapter 4, section 1.
  public func groupBy(_ name: String) -> GroupedTable {
    var groups: [Cell: [Int]] = [:]
    for (row, key) in column(name, "Table.groupBy").cells.enumerated() where key != .missing {
      groups[key, default: []].append(row)
    }
    let keys = groups.keys.sorted(by: Cell.precedes)
    return GroupedTable(
      table: self, keys: Column(name, keys), groups: keys.map { groups[$0] ?? [] })
  }
}

/// The rows of a table in groups.
///
/// ```swift
/// let byOptimizer = runs.groupBy("optimizer")
/// print(byOptimizer.mean())
/// ```
public struct GroupedTable: Sendable {
  let table: Table
  let keys: Column
  let groups: [[Int]]

  /// The groups of one column.
  ///
  /// ```swift
  /// experiments.groupBy("lr")["testing_loss"].min()
  /// ```
  ///
  /// - Precondition: A column has the name.
  public subscript(name: String) -> GroupedSeries {
    GroupedSeries(grouped: self, column: table.column(name, "GroupedTable"))
  }

  /// The number of values of each column in each group.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer").count())
  /// ```
  public func count() -> Table { reduced(.count) }

  /// The sum of each group, for columns without strings.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer").sum())
  /// ```
  public func sum() -> Table { reduced(.sum) }

  /// The mean of each group, for columns without strings.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer").mean())
  /// ```
  public func mean() -> Table { reduced(.mean) }

  /// The standard deviation of each group, for columns without strings.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer").standardDeviation())
  /// ```
  public func standardDeviation() -> Table { reduced(.standardDeviation) }

  /// The smallest value of each group.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer").min())
  /// ```
  public func min() -> Table { reduced(.min) }

  /// The largest value of each group.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer").max())
  /// ```
  public func max() -> Table { reduced(.max) }

  private func reduced(_ statistic: Statistic) -> Table {
    let columns = table.columns.filter {
      $0.name != keys.name && (!statistic.needsNumbers || $0.kind.isNumeric)
    }
    return Table(columns: columns.map { reduced($0, statistic) }, labels: keys)
  }

  func reduced(_ column: Column, _ statistic: Statistic) -> Column {
    let cells = groups.map { rows in statistic.value(rows.map { column.cells[$0] }) }
    // If all means of an integer column are integers, pandas converts the column back to integers.
    if statistic.name == "mean", column.kind == .integer {
      let whole = cells.compactMap { $0.number.flatMap(Int.init(exactly:)) }
      if whole.count == cells.count { return Column(column.name, whole.map { .integer($0) }) }
    }
    return Column(column.name, cells)
  }
}

/// One column of a table in groups.
///
/// ```swift
/// print(runs.groupBy("optimizer")["loss"].mean())
/// ```
public struct GroupedSeries: Sendable {
  let grouped: GroupedTable
  let column: Column

  /// The number of values in each group.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer")["loss"].count())
  /// ```
  public func count() -> Series { reduced(.count) }

  /// The sum of each group.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer")["loss"].sum())
  /// ```
  ///
  /// - Precondition: The column holds no strings.
  public func sum() -> Series { reduced(.sum) }

  /// The mean of each group.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer")["loss"].mean())
  /// ```
  ///
  /// - Precondition: The column holds no strings.
  public func mean() -> Series { reduced(.mean) }

  /// The standard deviation of each group.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer")["loss"].standardDeviation())
  /// ```
  ///
  /// - Precondition: The column holds no strings.
  public func standardDeviation() -> Series { reduced(.standardDeviation) }

  /// The smallest value of each group.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer")["loss"].min())
  /// ```
  public func min() -> Series { reduced(.min) }

  /// The largest value of each group.
  ///
  /// ```swift
  /// print(runs.groupBy("optimizer")["loss"].max())
  /// ```
  public func max() -> Series { reduced(.max) }

  private func reduced(_ statistic: Statistic) -> Series {
    if statistic.needsNumbers {
      Series(column, labels: grouped.table.labels).requireNumbers(statistic.name)
    }
    return Series(grouped.reduced(column, statistic), labels: grouped.keys)
  }
}
