extension Drawable {
  /// Draws a framed cell with a text in its middle, for drawings of memory, tables and queues.
  ///
  /// ```swift
  /// figure.cell("7", x: 3, y: 0, color: .amber)
  /// ```
  ///
  /// - Parameters:
  ///   - text: its text, which is shrunk if it would not fit.
  ///   - x: its left edge.
  ///   - y: its lower edge.
  ///   - width: its width, in units of the axis.
  ///   - height: its height, in units of the axis.
  ///   - label: the name in the legend.
  ///   - color: the color that fills it.
  public mutating func cell(
    _ text: String, x: Double, y: Double, width: Double = 1, height: Double = 1,
    label: String = "", color: Color = .white
  ) {
    add(.cell(text, x: x, y: y, width: width, height: height), label, color)
  }

  /// Draws an arrow along points; its head is at the last one.
  ///
  /// ```swift
  /// figure.arrow([0, 1, 2], [0, 1, 0], label: "one step along the rows")
  /// ```
  ///
  /// - Precondition: `x` and `y` have the same length.
  public mutating func arrow<X: PlotScalar, Y: PlotScalar>(
    _ x: [X], _ y: [Y], label: String = "", color: Color? = nil
  ) {
    checkCounts("Figure.arrow", ("x", x.count), ("y", y.count))
    add(.arrow(x: x.plotted, y: y.plotted), label, color)
  }

  /// Draws an arrow in an arc between two points at the same height.
  ///
  /// ```swift
  /// figure.arc(from: 0.5, to: 3.5, y: 1, height: 0.8)
  /// ```
  ///
  /// - Parameters:
  ///   - start: the x of its start.
  ///   - end: the x of its head.
  ///   - y: the height of both ends.
  ///   - height: how far the arc rises above the ends, or falls below them if negative.
  ///   - color: the color; by default, the next one of the cycle.
  public mutating func arc(
    from start: Double, to end: Double, y: Double, height: Double, color: Color? = nil
  ) {
    let parts = (0...16).map { Double($0) / 16 }
    arrow(
      parts.map { start + $0 * (end - start) }, parts.map { y + 4 * height * $0 * (1 - $0) },
      color: color)
  }
}
