import CCairo
import Testing

@testable import Plots

@Suite struct LegendTests {
  private func box(_ figure: Figure) throws -> (legend: Box, frame: Box, covered: Int) {
    let surface = try #require(cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1000, 600))
    defer { cairo_surface_destroy(surface) }
    let canvas = Canvas(surface: surface, dpi: figure.dpi, isRaster: true)
    let layout = try Layout(figure, on: canvas)
    let (plan, frame) = (layout.plans[0], layout.frames[0])
    let projection = Projection(
      frame: frame, xInterval: plan.x, yInterval: plan.y, xScale: plan.axes.xScale,
      yScale: plan.axes.yScale)
    let painter = SeriesPainter(canvas: canvas, projection: projection, barGroups: 1)
    var obstacles = Obstacles()
    for series in figure.axes.series { painter.addObstacles(of: series, to: &obstacles) }
    let legend = try #require(Legend(figure.axes))
    let box = legend.box(canvas, in: frame, size: 14, avoiding: obstacles)
    return (box, frame, obstacles.covered(by: box))
  }

  @Test(arguments: [
    ([0.0, 1, 2, 3], "left"), ([3.0, 2, 1, 0], "right"),
  ])
  func `the legend is where the data is not`(
    y: [Double], side: String
  ) throws {
    var figure = Figure()
    figure.line(y, label: "loss")
    let (legend, frame, covered) = try box(figure)
    #expect(covered == 0)
    #expect(frame.contains(legend))
    #expect((legend.centerX < frame.centerX) == (side == "left"))
    #expect(legend.bottom < frame.centerY)
  }

  @Test func `between full corners the legend goes to the middle of an edge`() throws {
    var figure = Figure()
    figure.scatter([0, 0, 0, 1, 1, 1], [0, 0.5, 1, 0, 0.5, 1], label: "data")
    let (legend, frame, covered) = try box(figure)
    #expect(covered == 0)
    #expect(abs(legend.centerX - frame.centerX) <= 1)
  }

  @Test func `points count as much as lines, and a line through a corner without a point too`()
    throws
  {
    var figure = Figure()
    figure.scatter([0.95, 0.96, 0.97, 0], [0.95, 0.96, 1, 0], label: "upper right")
    figure.line([0, 0.3], [0.4, 1], label: "upper left")
    #expect(try box(figure).covered == 0)
  }

  @Test func `a requested position is used`() throws {
    var figure = Figure()
    figure.line([0, 1, 2], label: "loss")
    figure.legend = .lowerRight
    let (legend, frame, _) = try box(figure)
    #expect(legend.right > frame.centerX && legend.bottom > frame.centerY)
    figure.legend = .outside
    #expect(try box(figure).legend.left > frame.left)
    try expectReadable(figure)
    figure.legend = .hidden
    #expect(Legend(figure.axes) == nil)
  }

  @Test func `a legend larger than its axes is drawn smaller`() throws {
    var figure = Figure(width: 4, height: 3)
    for index in 0..<30 { figure.line([1, 2], label: "series number \(index)") }
    try expectReadable(figure)
  }
}
