import Testing

@testable import Plots

@Suite struct LimitsTests {
  @Test func `the axes leave a twentieth of the data free at each end`() throws {
    let (x, y) = try Figure.line([0, 10], [100, 200]).axes.intervals()
    #expect(x == Interval(lower: -0.5, upper: 10.5))
    #expect(y == Interval(lower: 95, upper: 205))
  }

  @Test func `on a logarithmic axis the margin is a twentieth of the decades`() throws {
    var figure = Figure.line([1, 100])
    figure.yScale = .log
    let y = try figure.axes.intervals().y
    #expect(abs(y.lower - 0.794328) < 1e-6)
    #expect(abs(y.upper - 125.8925) < 1e-4)
  }

  @Test func `fixed ends are kept and the others follow the data`() throws {
    var figure = Figure.line([10, 20])
    figure.yLimits = .from(0)
    #expect(try figure.axes.intervals().y == Interval(lower: 0, upper: 20.5))
    figure.yLimits = .upTo(15)
    #expect(try figure.axes.intervals().y == Interval(lower: 9.5, upper: 15))
    figure.yLimits = .from(-1, to: 1)
    #expect(try figure.axes.intervals().y == Interval(lower: -1, upper: 1))
  }

  @Test func `a fixed end beyond all data still leaves an axis`() throws {
    var figure = Figure.line([10, 20])
    figure.yLimits = .from(100)
    #expect(try figure.axes.intervals().y.upper > 100)
    figure.yLimits = .upTo(-100)
    #expect(try figure.axes.intervals().y.lower < -100)
  }

  @Test(arguments: [
    [], [7.0], [3, 3, 3], [0, 0], [.nan], [.infinity, 1, -.infinity], [1e300, -1e300],
    [1.7e308, -1.7e308], [0, .leastNonzeroMagnitude], [1, 1 + 1e-16],
    [1e15, 1e15 + 1],
  ])
  func `every series of numbers has an axis with length`(values: [Double]) throws {
    for scale in [Scale.linear, .log] {
      var figure = Figure.line(values)
      figure.xScale = scale
      figure.yScale = scale
      guard let (x, y) = try? figure.axes.intervals() else { continue }
      #expect(x.upper > x.lower && y.upper > y.lower)
      #expect(try Picture(figure.bytes(as: .png)).width == 1000)
    }
  }

  @Test func `bars start at zero without a gap`() throws {
    let figure = Figure.bar(["a", "b"], [3, 5])
    #expect(try figure.axes.intervals().y.lower == 0)
    #expect(try Figure.bar(["a"], [-2]).axes.intervals().y.upper == 0)
  }

  @Test func `values that cannot be shown do not stretch the axes`() throws {
    var figure = Figure.line([1, 2, 3], [10, .nan, 20])
    #expect(try figure.axes.intervals().y == Interval(lower: 9.5, upper: 20.5))
    figure.yScale = .log
    figure.line([1, 100], [10, -5])
    #expect(try figure.axes.intervals().x.upper < 4)
  }

  @Test func `a logarithmic axis of nothing positive says so`() {
    var figure = Figure.line([0.0, -3, -0.5])
    figure.yScale = .log
    #expect(throws: FigureError.nothingPositive(axis: "y", count: 3, largest: 0)) {
      try figure.bytes(as: .png)
    }
    #expect(figure.dataText.contains("set yScale = .linear"))
  }

  @Test func `an interval longer than the largest number has two ends, with a margin or without`() {
    for margin in [0, 0.05] {
      let interval = Interval(
        data: Extent([-1e308, 1e308]), limits: .automatic, scale: .linear, margin: margin)
      #expect(interval.lower < 0 && interval.upper > 0)
      #expect((interval.upper - interval.lower).isFinite)
    }
  }
}
