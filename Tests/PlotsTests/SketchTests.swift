import CCairo
import Testing

@testable import Plots

@Suite struct SketchTests {
  private static func strip() -> Figure {
    var figure = Figure(width: 6, height: 2)
    for column in 0..<6 { figure.cell("\(column)", x: Double(column), y: 0, color: .amber) }
    figure.arrow([0.5, 2.0, 3.5], [1.1, 1.6, 1.1], color: .blue)
    figure.axes.showsTicks = false
    figure.axes.showsFrame = false
    return figure
  }

  @Test func `cells and arrows are in the data, with their positions`() {
    let text = Self.strip().dataText
    #expect(text.contains("  cell \"3\" at 3, 0, 1 x 1\n"))
    #expect(text.contains("  arrow 0.5, 1.1 -> 2, 1.6 -> 3.5, 1.1\n"))
  }

  @Test func `a cell's text is in the middle of the cell`() throws {
    let figure = Self.strip()
    let texts = try figure.placedTexts().filter { $0.text != "" }
    #expect(texts.map(\.text) == ["0", "1", "2", "3", "4", "5"])
    let centers = texts.map(\.box.centerX)
    let steps = zip(centers, centers.dropFirst()).map { $1 - $0 }
    for step in steps { #expect(abs(step - steps[0]) <= 2) }
  }

  @Test func `a cell is filled and an arrow drawn in its color`() throws {
    let picture = try Picture(Self.strip().bytes(as: .png))
    #expect(picture.count(0xE69F00) > 1000)
    #expect(picture.count(0x0072B2) > 5)
  }

  @Test func `with equal aspect a unit has the same length along both axes`() throws {
    var figure = Figure(width: 8, height: 4)
    figure.line([0, 1], [0, 1])
    figure.axes.xLimits = .from(0, to: 1)
    figure.axes.yLimits = .from(0, to: 1)
    figure.axes.hasEqualAspect = true
    let surface = try #require(cairo_image_surface_create(CAIRO_FORMAT_RGB24, 800, 400))
    defer { cairo_surface_destroy(surface) }
    let canvas = Canvas(surface: surface, dpi: 100, isRaster: true)
    let frame = try Layout(figure, on: canvas).frames[0]
    #expect(abs(frame.width - frame.height) <= 1)
    figure.axes.hasEqualAspect = false
    let whole = try Layout(figure, on: canvas).frames[0]
    #expect(whole.width > 1.5 * whole.height)
  }

  @Test func `a color bar can be left out`() {
    var figure = Figure()
    figure.heatMap(x: [0, 1], y: [0, 1], z: [1, 2, 3, 4])
    #expect(figure.dataText.contains("colors: viridis"))
    figure.axes.showsColorBar = false
    #expect(!figure.dataText.contains("colors: viridis"))
  }
}
