import CourseData
import Foundation
import TestSupport
import Testing

/// A table, and how pandas 1.0.5 prints what is made from it; `Data/table_text.py` records them.
struct PrintedTable: Decodable, Sendable, CustomStringConvertible {
  /// Cells are texts with a letter for their kind before them.
  enum Part: Decodable {
    case name(String)
    case cells([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let name = try? container.decode(String.self) {
        self = .name(name)
      } else {
        self = .cells(try container.decode([String].self))
      }
    }
  }

  var name: String
  var tables: [[[Part]]]
  var steps: [[String]]
  var text: String

  var description: String { name }

  static let all: [PrintedTable] = TestSupport.recording("table_text", in: .module)

  /// What the steps make of the tables, as text.
  func printed() throws -> String {
    let tables = tables.map { columns in
      var table = Table()
      for column in columns {
        guard case .name(let name) = column[0], case .cells(let cells) = column[1] else { continue }
        table.set(name, to: cells.map(cell))
      }
      return table
    }
    let isRenumbered = steps.contains(["renumbered"])
    var value: any CustomStringConvertible =
      tables.count > 1 ? Table.concat(tables, renumbered: isRenumbered) : tables[0]
    for step in steps where step != ["renumbered"] { value = try result(value, step) }
    return value.description
  }

  private func cell(_ text: String) -> Cell {
    let content = String(text.dropFirst())
    switch text.first {
    case "i": return .integer(Int(content)!)
    case "f": return .number(Double(content)!)
    case "b": return .bool(content == "1")
    case "t": return .text(content)
    default: return .missing
    }
  }

  private func result(
    _ value: any CustomStringConvertible, _ step: [String]
  ) throws -> any CustomStringConvertible {
    let arguments = Array(step.dropFirst())
    let count = arguments.first.flatMap { Int($0) } ?? 5
    switch (value, step[0]) {
    case (let table as Table, "head"): return table.head(count)
    case (let table as Table, "tail"): return table.tail(count)
    case (let table as Table, "column"): return table[arguments[0]]
    case (let table as Table, "columns"): return table[arguments]
    case (let table as Table, "groupby"): return Groups(grouped: table.groupBy(arguments[0]))
    case (let table as Table, "pivot"):
      return table.pivot(index: arguments[0], columns: arguments[1], values: arguments[2])
    case (let table as Table, "csv"): return table.csv(labels: !arguments.isEmpty)
    case (let table as Table, "describe"): return table.describe()
    case (let table as Table, "min"): return table.min()
    case (let table as Table, "max"): return table.max()
    case (let table as Table, "mean"): return table.mean()
    case (let series as Series, "describe"): return series.describe()
    case (let series as Series, "min"): return series.min()
    case (let series as Series, "max"): return series.max()
    case (let series as Series, "mean"): return series.mean()
    case (let series as Series, "sum"): return series.sum()
    case (let series as Series, "std"): return series.standardDeviation()
    case (let groups as Groups, "column"):
      return GroupsOfColumn(grouped: groups.grouped[arguments[0]])
    case (let groups as Groups, let name): return try groups.reduced(name)
    case (let groups as GroupsOfColumn, let name): return try groups.reduced(name)
    default: throw UnknownStep(words: step)
    }
  }
}

private struct UnknownStep: Error {
  var words: [String]
}

private struct Groups: CustomStringConvertible {
  var grouped: GroupedTable
  var description: String { "groups" }

  func reduced(_ name: String) throws -> Table {
    switch name {
    case "min": grouped.min()
    case "max": grouped.max()
    case "mean": grouped.mean()
    case "count": grouped.count()
    case "sum": grouped.sum()
    case "std": grouped.standardDeviation()
    default: throw UnknownStep(words: [name])
    }
  }
}

private struct GroupsOfColumn: CustomStringConvertible {
  var grouped: GroupedSeries
  var description: String { "groups of a column" }

  func reduced(_ name: String) throws -> Series {
    switch name {
    case "min": grouped.min()
    case "max": grouped.max()
    case "mean": grouped.mean()
    case "count": grouped.count()
    case "sum": grouped.sum()
    case "std": grouped.standardDeviation()
    default: throw UnknownStep(words: [name])
    }
  }
}

struct TableTextTests {
  @Test(arguments: PrintedTable.all)
  func `a table prints as pandas prints it`(table: PrintedTable) throws {
    let printed = try table.printed()
    #expect(printed == table.text, "\n\(printed)\n\nand pandas:\n\(table.text)")
  }

  @Test func `the tail of a history is the book's`() {
    // Document 004, chapter 3: the digits of its printed table.
    let history = Table(
      columnNames: ["iteration", "training_loss", "testing_loss"],
      rows: (1...95).map { [10 * $0, 90, 90] } + [
        [960, Float(84.622253), Float(83.714134)], [970, Float(84.622231), Float(83.713562)],
        [980, Float(84.622299), Float(83.713020)], [990, Float(84.622231), Float(83.712601)],
        [1000, Float(84.622269), Float(83.712318)],
      ])
    #expect(
      history.tail().description == """
            iteration  training_loss  testing_loss
        95        960      84.622253     83.714134
        96        970      84.622231     83.713562
        97        980      84.622299     83.713020
        98        990      84.622231     83.712601
        99       1000      84.622269     83.712318
        """)
  }
}
