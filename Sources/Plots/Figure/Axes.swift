/// One pair of axes with everything drawn in its coordinates.
///
/// A figure has one `Axes` for each cell of its grid; a figure of a single cell passes everything
/// on to it, so that `figure.line` and `figure.yScale` need no index.
///
/// ```swift
/// var figure = Figure(rows: 1, columns: 2)
/// figure[0, 0].line([3.0, 1.0, 0.3])
/// figure[0, 1].line([3.0, 1.0, 0.3])
/// figure[0, 1].yScale = .log
/// ```
public struct Axes: Sendable {
  /// The title above this pair of axes; the figure has one of its own.
  ///
  /// ```swift
  /// figure[0, 1].title = "testing"
  /// ```
  public var title = ""
  /// What the horizontal axis shows.
  ///
  /// ```swift
  /// figure.xLabel = "epoch"
  /// ```
  public var xLabel = ""
  /// What the vertical axis shows.
  ///
  /// ```swift
  /// figure.yLabel = "loss"
  /// ```
  public var yLabel = ""
  /// How the horizontal axis maps values to distances.
  ///
  /// ```swift
  /// figure.xScale = .log
  /// ```
  public var xScale = Scale.linear
  /// How the vertical axis maps values to distances.
  ///
  /// ```swift
  /// figure.yScale = .log
  /// ```
  public var yScale = Scale.linear
  /// Where the horizontal axis begins and ends.
  ///
  /// ```swift
  /// figure.xLimits = .from(0, to: 100)
  /// ```
  public var xLimits = Limits.automatic
  /// Where the vertical axis begins and ends.
  ///
  /// ```swift
  /// figure.yLimits = .from(0)
  /// ```
  public var yLimits = Limits.automatic
  /// The margin between the data and an automatic end of an axis, as a fraction of the data's
  /// length.
  ///
  /// ```swift
  /// figure.margin = 0
  /// ```
  ///
  /// - Precondition: it is finite.
  public var margin = 0.05 {
    didSet {
      guard !margin.isFinite else { return }
      misuse("Axes.margin", "\(margin) is not finite", cure: "give a fraction, such as 0.05")
    }
  }
  /// Whether there are light grid lines at the ticks.
  ///
  /// ```swift
  /// figure.showsGrid = false
  /// ```
  public var showsGrid = true
  /// Whether the axes have ticks and numbers, which mean nothing on an image.
  ///
  /// ```swift
  /// figure.showsTicks = false
  /// ```
  public var showsTicks = true
  /// Whether the data has a frame; a drawing of cells and arrows needs none.
  ///
  /// ```swift
  /// figure.showsFrame = false
  /// ```
  public var showsFrame = true
  /// Whether a unit has the same length along both axes, so that a circle looks like a circle.
  ///
  /// ```swift
  /// figure.hasEqualAspect = true
  /// ```
  public var hasEqualAspect = false
  /// Whether a bar explains the colors of a heat map; those of a photograph need none.
  ///
  /// ```swift
  /// figure.showsColorBar = false
  /// ```
  public var showsColorBar = true
  /// The position of the legend; there is none unless a series has a label.
  ///
  /// ```swift
  /// figure.legend = .outside
  /// ```
  public var legend = LegendPosition.best
  /// The line above the legend's entries.
  ///
  /// ```swift
  /// figure.legendTitle = "lr"
  /// ```
  public var legendTitle = ""

  var series: [Series] = []
  /// The names along the horizontal axis, once a bar chart has given them.
  var categories: [String] = []
  private var coloredSeries = 0

  init() {}

  /// The given color, or the next one of the cycle.
  mutating func nextColor(_ color: Color?) -> Color {
    if let color { return color }
    defer { coloredSeries += 1 }
    return Color.cycle[coloredSeries % Color.cycle.count]
  }

  /// The given line style. The default is solid, and changes each time the color cycle starts over,
  /// so that no two lines look the same.
  func nextStyle(_ style: LineStyle?, color: Color?) -> LineStyle {
    if let style { return style }
    let rounds: [LineStyle] = [.solid, .dashed, .dotted, .dashDotted]
    return color == nil ? rounds[coloredSeries / Color.cycle.count % rounds.count] : .solid
  }

  /// How many groups of bars share the categories.
  var barGroups: Int {
    series.count {
      if case .bars = $0.shape { true } else { false }
    }
  }

  /// Whether a heat map covers the background.
  var isHeatMap: Bool {
    series.contains {
      if case .heatMap = $0.shape { true } else { false }
    }
  }

  /// The grid of values that the color bar explains: that of the last heat map.
  var colorBar: (range: Interval, scale: Scale, map: ColorMap, levels: [Double]?, label: String)? {
    guard showsColorBar else { return nil }
    for case .heatMap(let grid, let map, let scale, let levels, let label)
      in series.map(\.shape).reversed()
    {
      guard let range = HeatMap.range(grid.z, scale: scale, levels: levels) else { continue }
      return (range, scale, map, levels, label)
    }
    return nil
  }

  /// Decides where both axes begin and end.
  ///
  /// - Throws: `FigureError.nothingPositive` if a logarithmic axis has data but none to show.
  func intervals() throws(FigureError) -> (x: Interval, y: Interval) {
    var (x, y) = (Extent(), Extent())
    for one in series {
      let extents = one.extents(xScale: xScale, yScale: yScale)
      x.formUnion(extents.x)
      y.formUnion(extents.y)
    }
    if xScale == .log { try checkLogarithmic("x", isEmpty: x.isEmpty, xLimits) }
    if yScale == .log { try checkLogarithmic("y", isEmpty: y.isEmpty, yLimits) }
    return (
      Interval(data: x, limits: xLimits, scale: xScale, margin: margin),
      Interval(data: y, limits: yLimits, scale: yScale, margin: margin)
    )
  }

  /// - Throws: `FigureError.nothingPositive` if the axis has data but none that it can show.
  private func checkLogarithmic(
    _ axis: String, isEmpty: Bool, _ limits: Limits
  ) throws(FigureError) {
    for end in [limits.lower, limits.upper] {
      if let end, end <= 0 {
        misuse(
          "Axes.\(axis)Limits", "a logarithmic axis cannot reach \(end)",
          cure: "begin at a positive value, or set \(axis)Scale = .linear")
      }
    }
    guard isEmpty else { return }
    let names = axis == "x" ? ["x", "edge"] : ["y", "height", "count", "lower", "upper"]
    let values = series.flatMap(\.columns).filter { names.contains($0.name) }.flatMap(\.values)
      .filter(\.isFinite)
    if let largest = values.max(), largest <= 0 {
      throw .nothingPositive(axis: axis, count: values.count, largest: largest)
    }
  }

  /// The ticks of the horizontal axis, `length` font sizes long.
  func xTicks(_ interval: Interval, length: Double) -> Ticks {
    guard showsTicks else { return Ticks(values: [], labels: []) }
    guard !categories.isEmpty else {
      return .make(interval, scale: xScale, length: length, sideBySide: true)
    }
    let shown = categories.indices.filter {
      Double($0) >= interval.lower && Double($0) <= interval.upper
    }
    return Ticks(values: shown.map(Double.init), labels: shown.map { Label(text: categories[$0]) })
  }

  /// The ticks of the vertical axis, `length` font sizes long.
  func yTicks(_ interval: Interval, length: Double) -> Ticks {
    guard showsTicks else { return Ticks(values: [], labels: []) }
    return .make(interval, scale: yScale, length: length, sideBySide: false)
  }
}

/// The position of the legend of a pair of axes.
///
/// ```swift
/// figure.legend = .lowerLeft
/// ```
public enum LegendPosition: String, Sendable {
  /// Where it covers the fewest points and lines.
  case best
  /// In the upper right corner.
  case upperRight
  /// In the upper left corner.
  case upperLeft
  /// In the lower left corner.
  case lowerLeft
  /// In the lower right corner.
  case lowerRight
  /// At the right edge, half way up.
  case centerRight
  /// At the left edge, half way up.
  case centerLeft
  /// At the lower edge, in the middle.
  case lowerCenter
  /// At the upper edge, in the middle.
  case upperCenter
  /// To the right of the axes.
  case outside
  /// No legend.
  case hidden
}
