import Foundation

/// Values over a grid shown as colors.
enum HeatMap {
  /// The edges of the cells around grid points: half way to the neighbors, and as far beyond the
  /// first and the last.
  static func cellEdges(_ points: [Double]) -> [Double] {
    guard let first = points.first, let last = points.last else { return [] }
    guard points.count > 1 else { return [first - 0.5, first + 0.5] }
    let inner = zip(points, points.dropFirst()).map { $0 / 2 + $1 / 2 }
    return [2 * first - inner[0]] + inner + [2 * last - inner[inner.count - 1]]
  }

  /// The lowest and the highest value that get a color; nil if no value can be shown.
  static func range(_ values: [Double], scale: Scale, levels: [Double]?) -> Interval? {
    if let levels, let first = levels.first, let last = levels.last, levels.count > 1 {
      return Interval(lower: first, upper: last)
    }
    let extent = Extent(values.filter { scale.position($0).isFinite })
    guard !extent.isEmpty else { return nil }
    return Interval(
      data: extent, limits: .automatic, scale: scale,
      margin: 0)
  }

  /// The position of a value along the colors. Between levels, all values share the color in the
  /// middle of their band.
  static func fraction(
    _ value: Double, range: Interval, scale: Scale, levels: [Double]?
  ) -> Double {
    guard let levels, levels.count > 1 else {
      let low = scale.position(range.lower)
      return (scale.position(value) - low) / (scale.position(range.upper) - low)
    }
    var band = 0
    while band < levels.count - 2, value >= levels[band + 1] { band += 1 }
    return levels.count == 2 ? 0.5 : Double(band) / Double(levels.count - 2)
  }

  /// The cell, or pair of neighboring points, into which a value falls, by bisection.
  static func slot(_ value: Double, in edges: [Double]) -> Int? {
    guard let first = edges.first, let last = edges.last, edges.count > 1,
      value >= first, value <= last
    else { return nil }
    var (low, high) = (0, edges.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if edges[middle] <= value { low = middle } else { high = middle }
    }
    return low
  }

  /// The value at any position in the grid, by bilinear interpolation.
  static func interpolate(_ grid: Grid, x: Double, y: Double) -> Double? {
    guard let column = slot(x, in: grid.x), let row = slot(y, in: grid.y) else { return nil }
    let right = (x - grid.x[column]) / (grid.x[column + 1] - grid.x[column])
    let up = (y - grid.y[row]) / (grid.y[row + 1] - grid.y[row])
    let near = grid.value(row, column) * (1 - right) + grid.value(row, column + 1) * right
    let far = grid.value(row + 1, column) * (1 - right) + grid.value(row + 1, column + 1) * right
    return near * (1 - up) + far * up
  }

  static func draw(
    _ grid: Grid, _ map: ColorMap, scale: Scale, levels: [Double]?, on canvas: Canvas,
    _ projection: Projection
  ) {
    guard let range = range(grid.z, scale: scale, levels: levels) else { return }
    let columns = cellEdges(grid.x)
    let rows = cellEdges(grid.y)
    canvas.picture(in: projection.frame) { pixelX, pixelY in
      let x = projection.xValue(pixelX)
      let y = projection.yValue(pixelY)
      let value: Double
      if levels != nil {
        guard let between = interpolate(grid, x: x, y: y) else { return nil }
        value = between
      } else {
        guard let column = slot(x, in: columns), let row = slot(y, in: rows) else { return nil }
        value = grid.value(row, column)
      }
      guard scale.position(value).isFinite else { return nil }
      return map.color(at: fraction(value, range: range, scale: scale, levels: levels))
    }
  }
}

extension Drawable {
  /// Shows each value as a colored cell around its grid point, with a bar that explains the
  /// colors.
  ///
  /// `z[row * x.count + column]` belongs to `x[column]` and `y[row]`; values that are NaN, and on a
  /// logarithmic color scale those that are not positive, leave a gap.
  ///
  /// ```swift
  /// figure.heatMap(x: [0, 1, 2], y: [0, 1], z: [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], barLabel: "weight")
  /// ```
  ///
  /// - Precondition: `z` has one value for each pair, and `x` and `y` increase.
  public mutating func heatMap<X: PlotScalar, Y: PlotScalar, Z: PlotScalar>(
    x: [X], y: [Y], z: [Z], colors: ColorMap = .viridis, colorScale: Scale = .linear,
    barLabel: String = ""
  ) {
    let grid = checkedGrid("Figure.heatMap", x, y, z)
    add(.heatMap(grid, colors, colorScale, levels: nil, barLabel: barLabel), "", .black)
  }

  /// Fills the bands between levels of a surface with colors and draws the contour lines between
  /// them, for example for a loss over two weights.
  ///
  /// `z[row * x.count + column]` belongs to `x[column]` and `y[row]`. Without `levels` about ten
  /// round ones are chosen, equal ratios apart if `colorScale` is logarithmic.
  ///
  /// ```swift
  /// figure.filledContours(x: w, y: b, z: losses, colorScale: .log, barLabel: "loss")
  /// figure.line(pathOfW, pathOfB, color: .white, marker: .circle)
  /// ```
  ///
  /// - Precondition: `z` has one value for each pair, and `x`, `y` and `levels` increase.
  public mutating func filledContours<X: PlotScalar, Y: PlotScalar, Z: PlotScalar>(
    x: [X], y: [Y], z: [Z], levels: [Double]? = nil, colors: ColorMap = .viridis,
    colorScale: Scale = .linear, barLabel: String = ""
  ) {
    let grid = checkedGrid("Figure.filledContours", x, y, z)
    let levels = checkedLevels("Figure.filledContours", levels, grid, colorScale)
    add(.heatMap(grid, colors, colorScale, levels: levels, barLabel: barLabel), "", .black)
    let lines = levels.dropFirst().dropLast()
    add(.contours(grid, levels: Array(lines), width: 0.5), "", Color.white.opacity(0.55))
  }

  /// Draws the lines along which a surface has the same value.
  ///
  /// ```swift
  /// figure.contours(x: w, y: b, z: losses, levels: [1, 10, 100], color: .gray)
  /// ```
  ///
  /// - **Units:** `width` in points, 1/72 of an inch.
  /// - Precondition: `z` has one value for each pair, and `x`, `y` and `levels` increase.
  public mutating func contours<X: PlotScalar, Y: PlotScalar, Z: PlotScalar>(
    x: [X], y: [Y], z: [Z], levels: [Double]? = nil, label: String = "", color: Color? = nil,
    width: Double = 1
  ) {
    let grid = checkedGrid("Figure.contours", x, y, z)
    let levels = checkedLevels("Figure.contours", levels, grid, .linear)
    add(.contours(grid, levels: levels, width: width), label, color)
  }

  private func checkedGrid<X: PlotScalar, Y: PlotScalar, Z: PlotScalar>(
    _ operation: String, _ x: [X], _ y: [Y], _ z: [Z]
  ) -> Grid {
    let grid = Grid(x: x.plotted, y: y.plotted, z: z.plotted)
    guard z.count == x.count * y.count else {
      misuse(
        operation, "z has \(z.count) values, x has \(x.count) and y has \(y.count)",
        cure: "pass \(x.count * y.count) values of z, one row of \(x.count) for each y")
    }
    for (name, points) in [("x", grid.x), ("y", grid.y)] {
      if let index = points.indices.dropFirst().first(where: { !(points[$0] > points[$0 - 1]) }) {
        misuse(
          operation, "\(name)[\(index)] is \(points[index]) after \(points[index - 1])",
          cure: "sort \(name), and the values of z with it, so that it increases")
      }
    }
    return grid
  }

  private func checkedLevels(
    _ operation: String, _ levels: [Double]?, _ grid: Grid, _ scale: Scale
  ) -> [Double] {
    guard let levels else { return Contours.levels(grid.z, scale: scale) }
    if let index = levels.indices.dropFirst().first(where: { !(levels[$0] > levels[$0 - 1]) }) {
      misuse(
        operation, "levels[\(index)] is \(levels[index]) after \(levels[index - 1])",
        cure: "sort the levels so that they increase")
    }
    return levels
  }
}
