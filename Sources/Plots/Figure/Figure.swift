/// A drawing of data: one or more pairs of axes, or a diagram, on a page of a given size.
///
/// ```swift
/// var figure = Figure(title: "Training", xLabel: "epoch", yLabel: "loss")
/// figure.line([10, 20, 30], [4.0, 0.4, 0.04], label: "SGD")
/// figure.yScale = .log
/// try figure.write(to: "Figures/training.png")
/// ```
@dynamicMemberLookup
public struct Figure: Sendable, Drawable {
  /// Width of the page in inches.
  public let width: Double
  /// Height of the page in inches.
  public let height: Double
  /// Pixels per inch.
  public let dpi: Double
  /// The title above everything.
  public var title: String

  /// The largest number of rows or columns: far more cells than can be told apart on a page.
  private static let largestGrid = 1000

  let rows: Int
  let columns: Int
  var panels: [Axes]
  var diagram: GraphDiagram?

  /// Makes an empty figure, with a grid of axes if `rows` or `columns` is greater than 1.
  ///
  /// ```swift
  /// var figure = Figure(width: 12, height: 9, title: "Test data", xLabel: "x", yLabel: "y")
  /// ```
  ///
  /// - **Units:** inches; `dpi` in pixels per inch. A PNG has `width * dpi` by `height * dpi`
  ///   pixels.
  /// - Precondition: each size is positive and finite, and the grid has from 1 to 1000 rows and
  ///   columns.
  public init(
    width: Double = 10, height: Double = 6, dpi: Double = 100, title: String = "",
    xLabel: String = "", yLabel: String = "", rows: Int = 1, columns: Int = 1
  ) {
    for (name, value) in [("width", width), ("height", height), ("dpi", dpi)]
    where !(value > 0 && value.isFinite) {
      misuse("Figure", "\(name) is \(value)", cure: "give a positive, finite \(name)")
    }
    guard rows > 0, columns > 0 else {
      misuse(
        "Figure", "a grid of \(rows) rows and \(columns) columns has no cell",
        cure: "ask for one row and one column or more")
    }
    guard rows <= Self.largestGrid, columns <= Self.largestGrid else {
      misuse(
        "Figure", "a grid of \(rows) rows and \(columns) columns",
        cure: "ask for \(Self.largestGrid) of each at most")
    }
    self.width = width
    self.height = height
    self.dpi = dpi
    self.title = title
    self.rows = rows
    self.columns = columns
    panels = Array(repeating: Axes(), count: rows * columns)
    panels[0].xLabel = xLabel
    panels[0].yLabel = yLabel
  }

  /// The axes in a cell of the grid, counted from the upper left.
  ///
  /// ```swift
  /// figure[0, 1].title = "logarithmic"
  /// ```
  ///
  /// - Precondition: the figure has such a cell.
  public subscript(row: Int, column: Int) -> Axes {
    get { panels[index(row, column)] }
    set { panels[index(row, column)] = newValue }
  }

  /// The properties of the first pair of axes, as if they were the figure's own.
  ///
  /// ```swift
  /// figure.yScale = .log  // figure[0, 0].yScale = .log
  /// ```
  public subscript<Value>(dynamicMember path: WritableKeyPath<Axes, Value>) -> Value {
    get { panels[0][keyPath: path] }
    set { panels[0][keyPath: path] = newValue }
  }

  /// The first pair of axes, where a figure draws unless a cell is named.
  public var axes: Axes {
    get { panels[0] }
    set { panels[0] = newValue }
  }

  private func index(_ row: Int, _ column: Int) -> Int {
    guard (0..<rows).contains(row), (0..<columns).contains(column) else {
      misuse(
        "Figure[\(row), \(column)]", "the figure has \(rows) rows and \(columns) columns",
        cure: "count rows from 0 to \(rows - 1) and columns from 0 to \(columns - 1)")
    }
    return row * columns + column
  }
}

// MARK: - One line, one figure

extension Figure {
  /// A figure of one line through the points `(x[i], y[i])`.
  ///
  /// ```swift
  /// try Figure.line([10, 20], [0.4, 0.04], title: "Loss", yScale: .log).write(to: "loss.png")
  /// ```
  ///
  /// - Precondition: `x` and `y` have the same length.
  public static func line<X: PlotScalar, Y: PlotScalar>(
    _ x: [X], _ y: [Y], title: String = "", xLabel: String = "", yLabel: String = "",
    yScale: Scale = .linear
  ) -> Figure {
    var figure = Figure(title: title, xLabel: xLabel, yLabel: yLabel)
    figure.line(x, y)
    figure.yScale = yScale
    return figure
  }

  /// A figure of one line through the points `(i, y[i])`.
  ///
  /// ```swift
  /// try Figure.line([4.0, 0.4, 0.04], title: "Loss").write(to: "loss.svg")
  /// ```
  public static func line<Y: PlotScalar>(
    _ y: [Y], title: String = "", xLabel: String = "", yLabel: String = "",
    yScale: Scale = .linear
  ) -> Figure {
    line(Array(y.indices), y, title: title, xLabel: xLabel, yLabel: yLabel, yScale: yScale)
  }

  /// A figure of points.
  ///
  /// ```swift
  /// try Figure.scatter([1.0, 2.0], [2.0, 4.1], title: "Data").write(to: "data.png")
  /// ```
  ///
  /// - Precondition: `x` and `y` have the same length.
  public static func scatter<X: PlotScalar, Y: PlotScalar>(
    _ x: [X], _ y: [Y], title: String = "", xLabel: String = "", yLabel: String = ""
  ) -> Figure {
    var figure = Figure(title: title, xLabel: xLabel, yLabel: yLabel)
    figure.scatter(x, y)
    return figure
  }

  /// A figure of one bar for each category.
  ///
  /// ```swift
  /// try Figure.bar(["SGD", "Adam"], [0.31, 0.12], title: "Loss").write(to: "loss.pdf")
  /// ```
  ///
  /// - Precondition: there is one height for each category.
  public static func bar<Y: PlotScalar>(
    _ categories: [String], _ heights: [Y], title: String = "", xLabel: String = "",
    yLabel: String = ""
  ) -> Figure {
    var figure = Figure(title: title, xLabel: xLabel, yLabel: yLabel)
    figure.bar(categories, heights)
    return figure
  }

  /// A figure of a histogram of values.
  ///
  /// ```swift
  /// try Figure.histogram([0.1, 0.2, 0.9], bins: 4, title: "Weights").write(to: "weights.png")
  /// ```
  ///
  /// - Precondition: `bins` is positive.
  public static func histogram<X: PlotScalar>(
    _ values: [X], bins: Int? = nil, title: String = "", xLabel: String = "",
    yLabel: String = "count"
  ) -> Figure {
    var figure = Figure(title: title, xLabel: xLabel, yLabel: yLabel)
    figure.histogram(values, bins: bins)
    return figure
  }
}
