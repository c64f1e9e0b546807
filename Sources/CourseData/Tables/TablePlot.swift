import Plots

extension Table {
  /// A figure with a line for each column of numbers, labeled by its name.
  ///
  /// ```swift
  /// try history.plot(x: "epoch", yScale: .log).write(to: "Figures/history.png")
  /// ```
  ///
  /// Without `x` the horizontal axis shows the labels of the rows, or the indices of the rows if
  /// the labels are strings; without `y` all columns of numbers are drawn.
  ///
  /// - **Units:** inches.
  /// - Precondition: There is such a column, and it holds no strings.
  ///
  /// - **Source:** book, chapter 3, section 4, and chapter 4, sections 1 to 4.
  public func plot(
    x: String? = nil, y: [String]? = nil, title: String = "", yLabel: String = "",
    yScale: Scale = .linear, width: Double = 12, height: Double = 6
  ) -> Figure {
    var figure = Figure(width: width, height: height, title: title, yLabel: yLabel)
    figure.plot(self, x: x, y: y)
    figure.yScale = yScale
    return figure
  }
}

extension Drawable {
  /// Draws a line for each column of numbers of a table, labeled by its name.
  ///
  /// ```swift
  /// var figure = Figure(rows: 1, columns: 2)
  /// figure[0, 0].plot(history, x: "epoch", y: ["training_loss"])
  /// figure[0, 1].plot(history, x: "epoch", y: ["testing_loss"])
  /// ```
  ///
  /// - Precondition: There is such a column, and it holds no strings.
  public mutating func plot(_ table: Table, x: String? = nil, y: [String]? = nil) {
    let horizontal: [Double]
    if let x {
      horizontal = table[x].numbers
    } else if table.labels.kind == .object {
      horizontal = (0..<table.rowCount).map(Double.init)
    } else {
      horizontal = table.labels.cells.map { $0.number ?? .nan }
    }
    let names = y ?? table.columns.filter(\.kind.isNumeric).compactMap(\.name).filter { $0 != x }
    for name in names { line(horizontal, table[name].numbers, label: name) }
    if let name = x ?? table.labels.name { axes.xLabel = name }
    if let name = table.header?.name { axes.legendTitle = name }
  }
}
