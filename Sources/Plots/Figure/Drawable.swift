/// Something that can be drawn on: a figure, or one pair of its axes.
///
/// ```swift
/// var figure = Figure(title: "Loss", xLabel: "epoch")
/// figure.line([3.0, 1.0, 0.3], label: "training")
/// figure.line([3.5, 1.5, 0.9], label: "testing", style: .dashed)
/// ```
public protocol Drawable {
  /// The axes that are drawn on.
  var axes: Axes { get set }
}

extension Axes: Drawable {
  /// The axes themselves.
  public var axes: Axes {
    get { self }
    set { self = newValue }
  }
}

extension Drawable {
  /// Draws a line through the points `(x[i], y[i])`, interrupted where one is NaN or infinite.
  ///
  /// ```swift
  /// figure.line([1, 2, 3], [4.0, 2.0, 1.0], label: "loss", style: .dashed)
  /// ```
  ///
  /// - **Units:** `width` and the size of a `marker` in points, 1/72 of an inch.
  /// - Precondition: `x` and `y` have the same length.
  public mutating func line<X: PlotScalar, Y: PlotScalar>(
    _ x: [X], _ y: [Y], label: String = "", color: Color? = nil, width: Double = 1.8,
    style: LineStyle? = nil, marker: Marker? = nil
  ) {
    checkCounts("Figure.line", ("x", x.count), ("y", y.count))
    let style = axes.nextStyle(style, color: color)
    add(
      .line(x: x.plotted, y: y.plotted, width: width, style: style, marker: marker), label, color)
  }

  /// Draws a line through the points `(i, y[i])`.
  ///
  /// ```swift
  /// figure.line([4.0, 2.0, 1.0], label: "loss")
  /// ```
  ///
  /// - **Units:** `width` in points, 1/72 of an inch.
  public mutating func line<Y: PlotScalar>(
    _ y: [Y], label: String = "", color: Color? = nil, width: Double = 1.8,
    style: LineStyle? = nil, marker: Marker? = nil
  ) {
    line(
      Array(y.indices), y, label: label, color: color, width: width, style: style, marker: marker)
  }

  /// Marks each point `(x[i], y[i])`; points that are NaN or infinite are skipped.
  ///
  /// By default, a large number of points is drawn smaller and more transparent, so that a dense
  /// cloud shows where it is densest instead of merging into a blot.
  ///
  /// ```swift
  /// figure.scatter([1.0, 2.0, 3.0], [2.1, 3.9, 6.2], label: "Data", size: 3)
  /// ```
  ///
  /// - **Units:** `size` is the diameter in points, 1/72 of an inch; an `alpha` of 1 is opaque.
  /// - Precondition: `x` and `y` have the same length.
  public mutating func scatter<X: PlotScalar, Y: PlotScalar>(
    _ x: [X], _ y: [Y], label: String = "", color: Color? = nil, size: Double? = nil,
    alpha: Double? = nil, marker: Marker = .circle
  ) {
    checkCounts("Figure.scatter", ("x", x.count), ("y", y.count))
    let crowd = x.count < 100 ? 0 : x.count < 1000 ? 1 : 2
    let size = size ?? [6, 4.5, 4][crowd]
    let color = axes.nextColor(color).opacity(alpha ?? [1, 0.8, 0.4][crowd])
    add(.scatter(x: x.plotted, y: y.plotted, size: size, marker: marker), label, color)
  }

  /// Draws one bar for each category; a second call with the same categories puts its bars beside
  /// the first ones.
  ///
  /// ```swift
  /// figure.bar(["SGD", "Adam"], [0.31, 0.12], label: "loss")
  /// ```
  ///
  /// - Precondition: there is one height for each category.
  public mutating func bar<Y: PlotScalar>(
    _ categories: [String], _ heights: [Y], label: String = "", color: Color? = nil
  ) {
    checkCounts("Figure.bar", ("category", categories.count), ("height", heights.count))
    if categories.count > axes.categories.count { axes.categories = categories }
    add(.bars(heights: heights.plotted, group: axes.barGroups), label, color)
  }

  /// Counts the values in `bins` intervals of equal width and draws a bar over each; values that
  /// are NaN or infinite are not counted.
  ///
  /// By default the number of bins depends on the number and the spread of the values. To compare
  /// histograms, give them the same bins with `range`, and the same area with `isDensity`.
  ///
  /// ```swift
  /// figure.histogram([0.1, 0.2, 0.25, 0.9], bins: 4)
  /// figure.histogram([0.1, 0.2, 0.25, 0.9], bins: 4, within: 0...1, isDensity: true)
  /// ```
  ///
  /// - Parameters:
  ///   - values: the values to count.
  ///   - bins: the number of intervals.
  ///   - range: the interval that the bins divide; by default, from the smallest value to the
  ///     largest. Values outside it are not counted.
  ///   - isDensity: whether the areas of the bars are fractions of all values; otherwise, their
  ///     heights are the counts.
  ///   - label: the name in the legend.
  ///   - color: the color; by default, the next one of the cycle.
  /// - Precondition: `bins` is positive, and `range` finite.
  public mutating func histogram<X: PlotScalar>(
    _ values: [X], bins: Int? = nil, within range: ClosedRange<Double>? = nil,
    isDensity: Bool = false, label: String = "", color: Color? = nil
  ) {
    if let bins, bins <= 0 {
      misuse("Figure.histogram", "bins is \(bins)", cure: "ask for one bin or more")
    }
    if let range, !range.lowerBound.isFinite || !range.upperBound.isFinite {
      misuse("Figure.histogram", "the range is \(range)", cure: "give it two finite bounds")
    }
    let values = values.plotted
    var (edges, counts) = Histogram.count(values, bins: bins, within: range)
    if isDensity {
      counts = Histogram.densities(counts, edges: edges, of: values.count(where: \.isFinite))
    }
    let alpha = axes.series.contains { $0.kind == "histogram" } ? 0.6 : 1
    let color = axes.nextColor(color).opacity(alpha)
    add(.histogram(edges: edges, counts: counts), label, color)
  }

  /// Fills the area between two curves, such as the spread around a mean.
  ///
  /// ```swift
  /// figure.band([0, 1, 2], [0.8, 0.5, 0.3], [1.2, 0.9, 0.7], label: "ten seeds")
  /// ```
  ///
  /// - Precondition: the columns have the same length.
  public mutating func band<X: PlotScalar, Y: PlotScalar>(
    _ x: [X], _ lower: [Y], _ upper: [Y], label: String = "", color: Color? = nil,
    alpha: Double = 0.25
  ) {
    checkCounts("Figure.band", ("x", x.count), ("lower", lower.count))
    checkCounts("Figure.band", ("x", x.count), ("upper", upper.count))
    let color = axes.nextColor(color).opacity(alpha)
    add(.band(x: x.plotted, lower: lower.plotted, upper: upper.plotted), label, color)
  }

  /// Draws a line across the whole width at one height.
  ///
  /// ```swift
  /// figure.horizontalLine(at: 0.5, label: "target")
  /// ```
  public mutating func horizontalLine<Y: PlotScalar>(
    at y: Y, label: String = "", color: Color = .gray, width: Double = 1.2,
    style: LineStyle = .dashed
  ) {
    add(.horizontalLine(y.plotted, width: width, style: style), label, color)
  }

  /// Draws a line over the whole height at one x.
  ///
  /// ```swift
  /// figure.verticalLine(at: 3, label: "early stop")
  /// ```
  public mutating func verticalLine<X: PlotScalar>(
    at x: X, label: String = "", color: Color = .gray, width: Double = 1.2,
    style: LineStyle = .dashed
  ) {
    add(.verticalLine(x.plotted, width: width, style: style), label, color)
  }

  /// Writes a text beside a point, on the side where it covers least; `marked` puts a dot at the
  /// point.
  ///
  /// ```swift
  /// figure.text("minimum", x: -1, y: -9, marked: true)
  /// ```
  public mutating func text<X: PlotScalar, Y: PlotScalar>(
    _ text: String, x: X, y: Y, color: Color = .ink, marked: Bool = false
  ) {
    add(.text(text, x: x.plotted, y: y.plotted, marked: marked), "", color)
  }

  /// Adds a series, in the given color or the next one of the cycle.
  mutating func add(_ shape: Series.Shape, _ label: String, _ color: Color?) {
    let color = axes.nextColor(color)
    axes.series.append(Series(shape: shape, label: label, color: color))
  }
}
