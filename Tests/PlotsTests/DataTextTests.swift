import Testing

@testable import Plots

@Suite struct DataTextTests {
  @Test func `a figure reads back as text`() {
    var figure = Figure(width: 12, height: 6, title: "Loss", xLabel: "epoch", yLabel: "loss")
    figure.line([0, 1, 2], [100.0, 10, .nan], label: "training")
    figure.scatter([0], [50.5], label: "testing")
    figure.horizontalLine(at: 20)
    figure.text("here", x: 1, y: 10)
    figure.yScale = .log
    figure.legendTitle = "set"
    #expect(
      figure.dataText == """
        figure 12 x 6 in, 100 dpi
        title: Loss
        axes
          x: "epoch", linear, -0.05 to 1.05, ticks 0.0 0.2 0.4 0.6 0.8 1.0
          y: "loss", log, 8.91251 to 112.202, ticks 10^1 10^2
          legend "set": training | testing
          line "training", 3 points
            x: 0 1 2
            y: 100 10 nan
          scatter "testing", 1 points
            x: 0
            y: 50.5
          horizontal line at 20
          text "here" at 1, 10

        """)
  }

  @Test func `the example of the documentation is true`() {
    #expect(
      Figure.line([4.0, 2.0, 1.0], title: "Loss").dataText == """
        figure 10 x 6 in, 100 dpi
        title: Loss
        axes
          x: linear, -0.1 to 2.1, ticks 0.00 0.25 0.50 0.75 1.00 1.25 1.50 1.75 2.00
          y: linear, 0.85 to 4.15, ticks 1.0 1.5 2.0 2.5 3.0 3.5 4.0
          line, 3 points
            x: 0 1 2
            y: 4 2 1

        """)
  }

  @Test func `long columns show their ends and a summary`() {
    let values = (0..<100).map(Double.init) + [.nan]
    #expect(
      Figure.column(values)
        == "0 1 2 ... 98 99 nan, min 0, max 99, mean 49.5, 1 not finite")
    #expect(Figure.column([Double](repeating: .nan, count: 20)).hasSuffix("none finite"))
  }

  @Test(arguments: [
    (1.0 / 3, "0.333333"), (-0.0, "0"), (1e10, "1e+10"), (.infinity, "inf"), (.nan, "nan"),
    (123_456.7, "123457"),
  ])
  func `numbers have six significant digits`(value: Double, text: String) {
    #expect(Figure.digits(value) == text)
  }

  @Test func `axes of a grid are named by row and column`() {
    let text = Figure(rows: 1, columns: 2).dataText
    #expect(text.contains("axes [0, 0]") && text.contains("axes [0, 1]"))
  }

  @Test func `a diagram reads back as boxes and arrows`() {
    let graph = GraphDiagram(
      nodes: [("x", "x\n(3,)", .input), ("y", "y", .result)], edges: [("x", "y", "sum")])
    #expect(
      Figure.graph(graph, title: "Sum").dataText == """
        title: Sum
        diagram, 2 nodes, 1 edges
          input x "x\\n(3,)"
          result y "y"
          x -> y "sum"

        """)
  }
}
