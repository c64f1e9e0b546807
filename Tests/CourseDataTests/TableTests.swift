import CourseData
import Tapestry
import Testing

struct TableTests {
  @Test func `columns are in the order of the first record`() {
    let table = Table(records: [["epoch": 1, "loss": 0.5], ["loss": 0.25, "epoch": 2]])
    #expect(table.columnNames == ["epoch", "loss"])
    #expect(table["epoch"].cells == [.integer(1), .integer(2)])
    #expect(table["loss"].numbers == [0.5, 0.25])
  }

  @Test func `a value that a record lacks is missing, before and after`() {
    var table = Table()
    table.append(["a": 1])
    table.append(["b": "x"])
    table.append(["a": 3, "b": "y"])
    #expect(table["a"].cells == [.number(1), .missing, .number(3)])
    #expect(table["b"].cells == [.missing, .text("x"), .text("y")])
    #expect(table.rowLabels == [.integer(0), .integer(1), .integer(2)])
  }

  @Test func `a table that grew equals a table made at once`() {
    let records: [Table.Record] = [
      ["a": 1, "b": true, "c": "x", "d": 1.5], ["a": 2, "b": false, "c": "y", "d": 2],
      ["a": 3.5, "b": 7, "c": Double.nan, "d": Double?.none], ["a": 4, "e": 1],
    ]
    var table = Table()
    for (count, record) in zip(1..., records) {
      table.append(record)
      #expect(table == Table(records: Array(records.prefix(count))))
    }
  }

  @Test func `columns of dictionaries are sorted`() {
    let logs: [[String: Double]] = [["loss": 0.5], ["loss": 0.25, "accuracy": 0.9]]
    let table = Table(dictionaries: logs)
    #expect(table.columnNames == ["accuracy", "loss"])
    #expect(table["accuracy"].cells == [.missing, .number(0.9)])
  }

  @Test func `a loss of 32 bits is widened`() {
    let table = Table(records: [["loss": Float(49.352028)], ["loss": Tensor(Float(49.352028))]])
    #expect(table["loss"].cells == [.number(49.352027893066406), .number(49.352027893066406)])
    #expect("\(table["loss"].min())" == "49.352027893066406")
  }

  @Test func `tensors of other types become cells of their kind`() {
    let table = Table(records: [
      [
        "a": Tensor(3), "b": Tensor([true]), "c": Tensor(2.5, dtype: .float64),
        "d": Tensor(Float.nan),
      ]
    ])
    #expect(table[0, "a"] == .integer(3))
    #expect(table[0, "b"] == .bool(true))
    #expect(table[0, "c"] == .number(2.5))
    #expect(table[0, "d"] == .missing)
  }

  @Test(arguments: [
    ([Cell.integer(1), .integer(2)], ColumnKind.integer),
    ([.integer(1), .missing], .number),
    ([.integer(1), .number(0.5)], .number),
    ([.missing], .number),
    ([], .number),
    ([.bool(true), .bool(false)], .bool),
    ([.bool(true), .missing], .object),
    ([.bool(true), .integer(1)], .object),
    ([.text("x"), .integer(1)], .object),
  ])
  func `the kind of a column is pandas's`(cells: [Cell], kind: ColumnKind) {
    #expect(Table(columns: ["x": cells])["x"].kind == kind)
  }

  @Test func `one value for all rows, and new values for a column`() {
    var table = Table(columns: ["x": [1, 2, 3]])
    table.set("lr", to: 1e-3)
    table.set("x", to: ["a", "b", "c"])
    #expect(table.columnNames == ["x", "lr"])
    #expect(table["lr"].numbers == [1e-3, 1e-3, 1e-3])
    #expect(table["x"].cells == [.text("a"), .text("b"), .text("c")])
  }

  @Test func `head and tail keep labels and take no more rows than exist`() {
    let table = Table(columns: ["x": [10, 11, 12]])
    #expect(table.tail(2).rowLabels == [.integer(1), .integer(2)])
    #expect(table.head(1)["x"].cells == [.integer(10)])
    #expect(table.head(7) == table)
    #expect(table.tail(7) == table)
    #expect(table.tail(0).rowCount == 0)
    #expect(table.head(-1).rowCount == 0)
  }

  @Test func `columns become a tensor row by row`() {
    let table = Table(columns: ["a": [1, 2], "b": [0.5, Double.nan], "c": ["x", "y"]])
    let x = table.tensor(["b", "a"])
    #expect(x.shape == [2, 2])
    #expect(x.dtype == .float64)
    #expect(x[0].scalars(as: Double.self) == [0.5, 1])
    #expect(x[1].scalars(as: Double.self)[0].isNaN)
    #expect(table["a"].tensor(dtype: .float32).scalars(as: Float.self) == [1, 2])
    #expect(table.head(0).tensor(["a"]).shape == [0, 1])
  }

  @Test func `a group is found by its label`() {
    let table = Table(columns: ["lr": [1e-3, 1e-9, 1e-3], "loss": [3.0, 2.0, 1.0]])
    #expect(table.groupBy("lr")["loss"].min()[1e-3] == .number(1))
    #expect(table.groupBy("lr")["loss"].max()[1e-3] == .number(3))
  }

  @Test func `groups leave out rows without a key`() {
    let table = Table(columns: ["g": ["a", nil, "a"] as [String?], "x": [1, 2, 4]])
    #expect(table.groupBy("g")["x"].sum().cells == [.integer(5)])
    #expect(table.groupBy("g")["x"].sum().rowLabels == [.text("a")])
  }

  @Test func `statistics of no values are missing`() {
    let empty = Table(columns: ["x": [] as [Double]])["x"]
    #expect(empty.min() == .missing)
    #expect(empty.mean() == .missing)
    #expect(empty.quantile(0.5) == .missing)
    #expect(empty.standardDeviation() == .missing)
    #expect(Table(columns: ["x": [2.0]])["x"].standardDeviation() == .missing)
    #expect(Table.concat([]) == Table())
  }

  @Test func `quantiles lie on straight lines between neighbors`() {
    let column = Table(columns: ["x": [4, 1, 2, Double.nan, 3]])["x"]
    #expect(column.quantile(0) == .number(1))
    #expect(column.quantile(1) == .number(4))
    #expect(column.quantile(0.5) == .number(2.5))
    #expect(column.quantile(0.25) == .number(1.75))
  }

  @Test func `sums of large counts wrap around instead of trapping`() {
    #expect(Table(columns: ["x": [Int.max, 1]])["x"].sum() == .integer(.min))
  }

  @Test func `integers keep their 64 bits`() throws {
    let large = [9_007_199_254_740_993, Int.max, .min]
    let table = try Table(csv: "n\n" + large.map { "\($0)\n" }.joined())
    #expect(table["n"].cells == large.map { .integer($0) })
    #expect(table["n"].tensor(dtype: .int64).scalars(as: Int.self) == large)
    #expect(
      table.tensor(["n", "n"], dtype: .int64).scalars(as: Int.self) == large.flatMap { [$0, $0] })
    #expect(Tensor(Int64.max).cell == .integer(.max))
    let labeled = Table(columns: ["n": [Int.max - 1, Int.max], "x": [1, 2]]).groupBy("n")["x"]
      .sum()
    #expect(labeled[Int.max] == Cell.integer(2))
  }
}
