import CourseData
import Tapestry
import Testing

/// A programming error ends the program with a message that names the values and the cure.
@Suite struct MisuseTests {
  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func `a column that is not there lists those that are`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Table(columns: ["epoch": [1], "loss": [0.5]])["lose"]
    }
    #expect(text(result).contains("no column is called \"lose\""))
    #expect(text(result).contains("cure: the columns are epoch, loss"))
    await #expect(processExitsWith: .failure) {
      _ = Table(columns: ["x": [1]]).plot(x: "z")
    }
    await #expect(processExitsWith: .failure) { _ = Table(columns: ["x": [1]]).groupBy("z") }
    await #expect(processExitsWith: .failure) { _ = Table(columns: ["x": [1]])[0, "z"] }
    await #expect(processExitsWith: .failure) { _ = Table(columns: ["x": [1]])[1, "x"] }
  }

  @Test func `a row with a different number of values`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Table(columnNames: ["x", "y"], rows: [[1, 2], [3]])
    }
    #expect(text(result).contains("row 1 has 1 values for 2 columns (x, y)"))
    let columns = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Table(columns: ["x": [1, 2], "y": [3]])
    }
    #expect(text(columns).contains("\"x\" has 2 values and \"y\" has 1"))
    await #expect(processExitsWith: .failure) {
      var table = Table(columns: ["x": [1, 2]])
      table.set("y", to: [1])
    }
  }

  @Test func `two columns with the same name`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var table = Table()
      table.append(["x": 1, "x": 2])
    }
    #expect(text(result).contains("two columns are called \"x\""))
    await #expect(processExitsWith: .failure) { _ = Table(columns: ["x": [1], "x": [1]]) }
    await #expect(processExitsWith: .failure) { _ = Table(columnNames: ["x", "x"], rows: []) }
    await #expect(processExitsWith: .failure) { _ = Table(columns: ["x": [1]])[["x", "x"]] }
  }

  @Test func `two values for one cell of a pivot`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let table = Table(columns: ["epoch": [1, 1], "lr": [0.5, 0.5], "loss": [1, 2]])
      _ = table.pivot(index: "epoch", columns: "lr", values: "loss")
    }
    #expect(text(result).contains("more than one row has epoch = 1 and lr = 0.5"))
  }

  @Test func `numbers of texts`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Table(columns: ["name": ["SGD"]])["name"].mean()
    }
    #expect(text(result).contains("the column \"name\" holds strings"))
    await #expect(processExitsWith: .failure) {
      _ = Table(columns: ["g": [1], "t": ["x"]]).groupBy("g")["t"].sum()
    }
    await #expect(processExitsWith: .failure) { _ = Table(columns: ["t": ["x"]]).tensor(["t"]) }
    await #expect(processExitsWith: .failure) {
      _ = Table(columns: ["x": [1.0]])["x"].quantile(1.5)
    }
  }

  @Test func `a label that no row or several rows have`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Table(columns: ["lr": [0.5], "x": [1]]).groupBy("lr")["x"].min()[0.1]
    }
    #expect(text(result).contains("0 rows have this label"))
    #expect(text(result).contains("the labels are 0.5"))
  }

  @Test func `a tensor of several elements as one value`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Table(records: [["x": Tensor([1, 2])]])
    }
    #expect(text(result).contains("not one"))
  }

  @Test func `an invalid fraction to test with, and a negative number of houses`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try BostonHousing.load(testSplit: 20)
    }
    #expect(text(result).contains("testSplit is 20.0"))
    await #expect(processExitsWith: .failure) { _ = TownHouses.load(testSplit: .nan) }
    await #expect(processExitsWith: .failure) { _ = TownHouses.table(count: -1) }
  }
}
