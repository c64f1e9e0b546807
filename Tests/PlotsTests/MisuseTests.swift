import Testing

@testable import Plots

/// A programming error ends the program with a message that names the values and the cure.
@Suite struct MisuseTests {
  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func `columns of different length`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var figure = Figure()
      figure.line([1, 2, 3], [4.0, 5.0])
    }
    #expect(text(result).contains("x has 3 values and y has 2"))
    #expect(text(result).contains("cure: pass one y for each x"))
  }

  @Test func `a figure without size`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Figure(width: 0)
    }
    #expect(text(result).contains("width is 0.0"))
    await #expect(processExitsWith: .failure) { _ = Figure(height: -3) }
    await #expect(processExitsWith: .failure) { _ = Figure(dpi: .nan) }
    await #expect(processExitsWith: .failure) { _ = Figure(rows: 0) }
    let grid = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Figure(rows: .max, columns: 2)
    }
    #expect(text(grid).contains("cure: ask for 1000 of each at most"))
  }

  @Test func `a margin that is no number`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var figure = Figure()
      figure.margin = .nan
    }
    #expect(text(result).contains("Axes.margin: nan is not finite"))
    await #expect(processExitsWith: .failure) {
      var axes = Axes()
      axes.margin = .infinity
    }
  }

  @Test func `a cell that the grid does not have`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Figure(rows: 2)[2, 0]
    }
    #expect(text(result).contains("2 rows and 1 columns"))
  }

  @Test func `a surface with too few values or unsorted coordinates`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var figure = Figure()
      figure.heatMap(x: [0, 1, 2], y: [0, 1], z: [1, 2, 3, 4, 5])
    }
    #expect(text(result).contains("z has 5 values, x has 3 and y has 2"))
    await #expect(processExitsWith: .failure) {
      var figure = Figure()
      figure.contours(x: [1, 0], y: [0, 1], z: [1, 2, 3, 4])
    }
  }

  @Test func `an arrow to a box that is not there`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var graph = GraphDiagram()
      graph.node("x", label: "x", kind: .input)
      graph.edge(from: "x", to: "y")
    }
    #expect(text(result).contains("no box is called \"y\""))
  }

  @Test func `a logarithmic axis from zero, a limit the wrong way round`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var figure = Figure.line([1, 2])
      figure.yScale = .log
      figure.yLimits = .from(0)
      _ = figure.dataText
    }
    #expect(text(result).contains("cannot reach 0.0"))
    await #expect(processExitsWith: .failure) { _ = Limits.from(2, to: 1) }
    await #expect(processExitsWith: .failure) {
      var figure = Figure()
      figure.histogram([1, 2], bins: 0)
    }
  }
}
