import CourseData
import Plots
import Testing

struct TablePlotTests {
  private let history = Table(columns: [
    "epoch": [10, 20], "training_loss": [4.0, 2.0], "testing_loss": [5.0, Double.nan],
    "optimizer": ["SGD", "SGD"],
  ])

  @Test func `each column of numbers is a line over x`() {
    let figure = history.plot(x: "epoch", title: "History", yScale: .log)
    var expected = Figure(width: 12, height: 6, title: "History", xLabel: "epoch")
    expected.line([10, 20], [4.0, 2.0], label: "training_loss")
    expected.line([10, 20], [5.0, Double.nan], label: "testing_loss")
    expected.yScale = .log
    #expect(figure.dataText == expected.dataText)
    #expect(figure.width == 12 && figure.height == 6)
  }

  @Test func `some columns over the rows' labels`() {
    let figure = history.tail(1).plot(y: ["training_loss"], yLabel: "loss")
    var expected = Figure(width: 12, height: 6, yLabel: "loss")
    expected.line([1], [2.0], label: "training_loss")
    #expect(figure.dataText == expected.dataText)
  }

  @Test func `a pivoted table has a line for each value, and their name as the legend's title`() {
    let table = Table(columns: [
      "epoch": [1, 2, 1, 2], "lr": [1e-3, 1e-3, 1e-9, 1e-9], "loss": [4.0, 3.0, 2.0, 1.0],
    ])
    let figure = table.pivot(index: "epoch", columns: "lr", values: "loss").plot(yScale: .log)
    var expected = Figure(width: 12, height: 6, xLabel: "epoch")
    expected.line([1, 2], [2.0, 1.0], label: "1e-09")
    expected.line([1, 2], [4.0, 3.0], label: "0.001")
    expected.yScale = .log
    expected.legendTitle = "lr"
    #expect(figure.dataText == expected.dataText)
    #expect(figure.legendTitle == "lr")
  }

  @Test func `labels that are texts are replaced by indices`() {
    let table = Table(columns: ["optimizer": ["SGD", "Adam"], "loss": [2.0, 1.0]])
    let figure = table.groupBy("optimizer").mean().plot()
    var expected = Figure(width: 12, height: 6, xLabel: "optimizer")
    expected.line([0, 1], [1.0, 2.0], label: "loss")
    #expect(figure.dataText == expected.dataText)
  }

  @Test func `a table is drawn into one pair of axes`() {
    var figure = Figure(rows: 1, columns: 2)
    figure[0, 1].plot(history, x: "epoch", y: ["testing_loss"])
    #expect(figure[0, 1].xLabel == "epoch")
    #expect(figure.dataText.contains("testing_loss"))
  }
}
