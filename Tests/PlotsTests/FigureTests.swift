import Foundation
import Testing

@testable import Plots

@Suite struct FigureTests {
  /// Figures of every kind, with little space for text: long words, many ticks, small pages.
  static let gallery: [(name: String, figure: Figure)] = {
    var log = Figure(width: 12, xLabel: "epoch")
    for power in 1...7 {
      let rate = Double(power) / 20
      log.line((0..<100).map { 2e4 * exp(-rate * Double($0)) + 80 }, label: "\(power)")
    }
    log.yScale = .log
    log.legendTitle = "lr"

    var grid = Figure(width: 9, title: "Six pairs of axes", rows: 2, columns: 3)
    for row in 0..<2 {
      for column in 0..<3 {
        grid[row, column].line([1e-7, 2e7, 3e7], [5e8, 5e8 + 1, 5e8 + 2], label: "line")
        grid[row, column].title = "row \(row), column \(column)"
        grid[row, column].xLabel = "a horizontal label of some length"
        grid[row, column].yLabel = "a vertical label of some length"
      }
    }
    grid[1, 2].heatMap(x: [0, 1], y: [0, 1], z: [1e-9, 2e-9, 3e-9, 4e-9], barLabel: "value")

    var surface = Figure(width: 8, title: "Loss", xLabel: "w", yLabel: "b")
    let coordinates = (0..<20).map { Double($0) / 2 - 5 }
    let z = coordinates.flatMap { b in coordinates.map { w in w * w + b * b + 0.01 } }
    surface.filledContours(x: coordinates, y: coordinates, z: z, colorScale: .log, barLabel: "loss")
    surface.line([4.0, 2, 1], [3.0, 1, 0.5], label: "path", color: .white, marker: .circle)
    surface.text("start", x: 4.0, y: 3.0, marked: true)
    surface.text("end", x: 1.0, y: 0.5, marked: true)

    var notes = Figure(width: 5, height: 4)
    notes.scatter([0, 1], [0, 1])
    for (x, y) in [(0, 0), (0, 1), (1, 0), (1, 1)] { notes.text("corner \(x) \(y)", x: x, y: y) }
    notes.horizontalLine(at: 0.5, label: "half")
    notes.verticalLine(at: 0.5)

    let names = (0..<14).map { "category number \($0)" }
    let long = String(repeating: "a very long title ", count: 12)
    return [
      ("logarithmic", log), ("grid", grid), ("surface", surface), ("notes", notes),
      ("bars", .bar(names, Array(0..<14), title: "Bars", xLabel: "name", yLabel: "height")),
      ("long names", .bar([String(repeating: "long", count: 30), "b", "c", "d"], [1, 2, 3, 4])),
      ("few bars", .bar(["SGD", "Adam"], [3, 1])),
      ("histogram", .histogram((0..<500).map { sin(Double($0)) }, title: "Sines")),
      ("long title", .line([1, 2], title: long, xLabel: long, yLabel: long)),
      ("small", small(2, 1.5)), ("tiny", small(0.8, 0.6)), ("long numbers", longNumbers),
      ("close levels", closeLevels),
      ("wide numbers", .line([0.123456, 0.123457], [1e-300, 2e-300])),
      ("empty", Figure()),
    ]
  }()

  private static func small(_ width: Double, _ height: Double) -> Figure {
    var figure = Figure(width: width, height: height, title: "small", xLabel: "x", yLabel: "y")
    figure.line([1.0, 2.5, 1.7], label: "a")
    return figure
  }

  /// Half of the last label of the horizontal axis is beyond its end.
  private static let longNumbers: Figure = {
    var figure = Figure.line([0, 100_000], [1, 2])
    figure.xLimits = .from(0, to: 100_000)
    return figure
  }()

  /// Levels too close together to label each.
  private static let closeLevels: Figure = {
    var figure = Figure()
    figure.filledContours(
      x: [0, 1], y: [0, 1], z: [0, 2, 4, 10], levels: [0, 0.01, 0.02, 0.03, 5, 10])
    return figure
  }()

  @Test(arguments: gallery)
  func `no text leaves the page or touches another`(name: String, figure: Figure) throws {
    try expectReadable(figure)
  }

  @Test(arguments: gallery)
  func `a PNG has the requested size and is not blank`(
    name: String, figure: Figure
  ) throws {
    let picture = try Picture(figure.bytes(as: .png))
    #expect(picture.width == Int((figure.width * figure.dpi).rounded()))
    #expect(picture.height == Int((figure.height * figure.dpi).rounded()))
    #expect(picture.count(0xFFFFFF) < picture.width * picture.height)
  }

  @Test(arguments: gallery)
  func `SVG and PDF begin as such`(name: String, figure: Figure) throws {
    let svg = String(decoding: try figure.bytes(as: .svg), as: UTF8.self)
    #expect(svg.hasPrefix("<?xml") && svg.contains("<svg") && svg.contains("</svg>"))
    #expect(try figure.bytes(as: .pdf).starts(with: Array("%PDF-".utf8)))
  }

  @Test func `dots per inch multiply the pixels and keep the image`() throws {
    var figure = Figure(width: 4, height: 3, dpi: 50)
    figure.line([1, 2])
    let small = try Picture(figure.bytes(as: .png))
    #expect((small.width, small.height) == (200, 150))
  }

  @Test func `the same figure gives the same bytes`() throws {
    let figure = Self.gallery[0].figure
    #expect(try figure.bytes(as: .png) == figure.bytes(as: .png))
  }

  @Test func `a line is drawn where its values are`() throws {
    var figure = Figure(width: 4, height: 4)
    figure.line([0, 1], [5, 5], color: Color(0xFF0000), width: 4)
    figure.yLimits = .from(0, to: 10)
    figure.showsGrid = false
    let picture = try Picture(figure.bytes(as: .png))
    let rows = (0..<400).filter { picture[250, $0] == 0xFF0000 }
    let layout = try Layout(figure, on: Canvas.forMeasuring())
    #expect(rows.count >= 4)
    #expect(abs(Double(rows[rows.count / 2]) - layout.frames[0].centerY) <= 2)
  }

  @Test func `a gap in the data is a gap in the line`() throws {
    var figure = Figure(width: 4, height: 3)
    figure.line([0, 1, 2, 3, 4], [1, 1, .nan, 1, 1], color: Color(0xFF0000), width: 4)
    figure.showsGrid = false
    let picture = try Picture(figure.bytes(as: .png))
    let frame = try Layout(figure, on: Canvas.forMeasuring()).frames[0]
    let middle = Int(frame.centerX)
    #expect((0..<300).allSatisfy { picture[middle, $0] != 0xFF0000 })
    #expect(picture.count(0xFF0000) > 200)
  }

  @Test func `every category of a bar chart is named`() throws {
    let names = (0..<14).map { "category number \($0)" }
    let texts = try Figure.bar(names, Array(0..<14)).placedTexts().map(\.text)
    #expect(Set(texts).isSuperset(of: names))
  }

  @Test func `a line between points far outside still runs through the frame`() throws {
    var figure = Figure(width: 4, height: 3)
    figure.line([-1e9, 1e9], [-1e9, 1e9], color: Color(0xFF0000), width: 4)
    figure.xLimits = .from(-1, to: 1)
    figure.yLimits = .from(-1, to: 1)
    let picture = try Picture(figure.bytes(as: .png))
    let frame = try Layout(figure, on: Canvas.forMeasuring()).frames[0]
    #expect(picture[Int(frame.centerX), Int(frame.centerY)] == 0xFF0000)
    let quarter = (Int(frame.left + frame.width / 4), Int(frame.bottom - frame.height / 4))
    #expect(picture[quarter.0, quarter.1] == 0xFF0000)
  }

  @Test func `points far outside fixed limits do not come back in`() throws {
    var figure = Figure(width: 4, height: 3)
    figure.line([0, 1, 2, 3], [0, 1e30, -1e30, 1], color: Color(0xFF0000))
    figure.scatter([1e12, -1e12], [0, 0], color: Color(0x00FF00))
    figure.xLimits = .from(10, to: 11)
    figure.yLimits = .from(0, to: 1)
    let picture = try Picture(figure.bytes(as: .png))
    #expect(picture.count(0xFF0000) == 0)
    #expect(picture.count(0x00FF00) == 0)
  }

  @Test func `axes are lines of one sharp pixel`() throws {
    var figure = Figure(width: 4, height: 3)
    figure.line([0, 1])
    figure.showsGrid = false
    let picture = try Picture(figure.bytes(as: .png))
    let frame = try Layout(figure, on: Canvas.forMeasuring()).frames[0]
    let row = Int(frame.top) + 3
    let dark = (Int(frame.left) - 2...Int(frame.left) + 2).filter { picture[$0, row] != 0xFFFFFF }
    #expect(dark.count == 1)
  }

  @Test func `series take colors in turn and then other strokes`() {
    var figure = Figure()
    for _ in 0..<15 { figure.line([1, 2]) }
    let looks = figure.axes.series.map { series -> String in
      guard case .line(_, _, _, let style, _) = series.shape else { return "" }
      return "\(series.color) \(style)"
    }
    #expect(Set(looks).count == 15)
    #expect(figure.axes.series[7].color == figure.axes.series[0].color)
  }

  @Test func `a figure passes everything on to its first axes`() {
    var figure = Figure(xLabel: "x", rows: 2)
    figure.yScale = .log
    figure.line([1, 2])
    figure[1, 0].xLabel = "second"
    #expect(figure[0, 0].yScale == .log)
    #expect(figure[0, 0].xLabel == "x")
    #expect(figure[1, 0].series.isEmpty)
    #expect(figure.panels[1].xLabel == "second")
  }

  @Test func `bars of a second series are beside those of the first`() throws {
    var figure = Figure(width: 4, height: 3)
    figure.bar(["a"], [1], color: Color(0xFF0000))
    figure.bar(["a"], [1], color: Color(0x00FF00))
    let picture = try Picture(figure.bytes(as: .png))
    let (red, green) = (picture.count(0xFF0000), picture.count(0x00FF00))
    #expect(red > 1000)
    #expect(abs(red - green) < red / 20)
  }

  @Test func `a heat map shows the first row below`() throws {
    var figure = Figure(width: 4, height: 4)
    figure.heatMap(x: [0, 1], y: [0, 1], z: [0, 0, 1, 1])
    let picture = try Picture(figure.bytes(as: .png))
    let frame = try Layout(figure, on: Canvas.forMeasuring()).frames[0]
    let x = Int(frame.centerX)
    #expect(picture[x, Int(frame.bottom) - 20] == 0x440154)
    #expect(picture[x, Int(frame.top) + 20] == 0xFDE725)
  }
}
