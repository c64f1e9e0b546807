import Foundation

extension Figure {
  /// What the figure shows, as text: titles, axes with their limits and ticks, legends, and the
  /// numbers of each series.
  ///
  /// It is the same on every machine, so that a test can compare it with a recorded one. Columns of
  /// more than twelve numbers are shown as the first and last three and a summary.
  ///
  /// ```swift
  /// print(Figure.line([4.0, 2.0, 1.0], title: "Loss").dataText)
  /// // figure 10 x 6 in, 100 dpi
  /// // title: Loss
  /// // axes
  /// //   x: linear, -0.1 to 2.1, ticks 0.00 0.25 0.50 0.75 1.00 1.25 1.50 1.75 2.00
  /// //   y: linear, 0.85 to 4.15, ticks 1.0 1.5 2.0 2.5 3.0 3.5 4.0
  /// //   line, 3 points
  /// //     x: 0 1 2
  /// //     y: 4 2 1
  /// ```
  public var dataText: String {
    let heading = title.isEmpty ? [] : ["title: \(Self.oneLine(title))"]
    // The size of a diagram depends on measured text, which differs between machines.
    if let diagram { return (heading + diagram.dataLines).joined(separator: "\n") + "\n" }
    let size = "figure \(Self.digits(width)) x \(Self.digits(height)) in, \(Self.digits(dpi)) dpi"
    var lines = [size] + heading
    let ticks: FigureTicks
    do {
      ticks = try FigureTicks(self)
    } catch {
      return (lines + ["\(error)"]).joined(separator: "\n") + "\n"
    }
    for (index, (axes, ticks)) in zip(panels, ticks.panels).enumerated() {
      lines.append(panels.count == 1 ? "axes" : "axes [\(index / columns), \(index % columns)]")
      if !axes.title.isEmpty { lines.append("  title: \(Self.oneLine(axes.title))") }
      lines.append(
        "  x: " + Self.axis(axes.xLabel, axes.xScale, ticks.x, ticks.xTicks))
      lines.append(
        "  y: " + Self.axis(axes.yLabel, axes.yScale, ticks.y, ticks.yTicks))
      if let bar = axes.colorBar, let barTicks = ticks.barTicks {
        lines.append(
          "  colors: \(bar.map.name), " + Self.axis(bar.label, bar.scale, bar.range, barTicks))
      }
      if let legend = Legend(axes) {
        let title = legend.title.isEmpty ? "" : " \"\(legend.title)\""
        let entries = legend.entries.map(\.label).joined(separator: " | ")
        lines.append("  legend\(title): \(Self.oneLine(entries))")
      }
      for series in axes.series { lines += Self.lines(of: series, axes) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func axis(
    _ label: String, _ scale: Scale, _ interval: Interval, _ ticks: Ticks
  ) -> String {
    let name = label.isEmpty ? "" : "\"\(oneLine(label))\", "
    let note = ticks.note.map { " (\($0.plain))" } ?? ""
    let words = ticks.labels.map(\.plain).joined(separator: " ")
    return "\(name)\(scale.rawValue), \(digits(interval.lower)) to \(digits(interval.upper)), "
      + "ticks \(words)\(note)"
  }

  private static func lines(of series: Series, _ axes: Axes) -> [String] {
    let label = series.label.isEmpty ? "" : " \"\(oneLine(series.label))\""
    switch series.shape {
    case .text(let text, let x, let y, _):
      return ["  text \"\(oneLine(text))\" at \(digits(x)), \(digits(y))"]
    case .cell(let text, let x, let y, let width, let height):
      return [
        "  cell\(label) \"\(oneLine(text))\" at \(digits(x)), \(digits(y)), \(digits(width)) x "
          + "\(digits(height))"
      ]
    case .arrow(let x, let y):
      let points = zip(x, y).map { "\(digits($0)), \(digits($1))" }
      return ["  arrow\(label) \(points.joined(separator: " -> "))"]
    case .horizontalLine(let y, _, _): return ["  horizontal line\(label) at \(digits(y))"]
    case .verticalLine(let x, _, _): return ["  vertical line\(label) at \(digits(x))"]
    default: break
    }
    let columns = series.columns
    let count: String
    switch series.shape {
    case .heatMap(let grid, _, _, _, _), .contours(let grid, _, _):
      count = "\(grid.y.count) x \(grid.x.count) values"
    case .bars(let heights, _): count = "\(heights.count) bars"
    case .histogram(_, let counts): count = "\(counts.count) bins"
    default: count = "\(columns[0].values.count) points"
    }
    return ["  \(series.kind)\(label), \(count)"]
      + columns.map { "    \($0.name): \(column($0.values))" }
  }

  /// All numbers of a short column; the ends and a summary of a long one.
  static func column(_ values: [Double]) -> String {
    guard values.count > 12 else { return values.map(digits).joined(separator: " ") }
    let first = values.prefix(3).map(digits).joined(separator: " ")
    let last = values.suffix(3).map(digits).joined(separator: " ")
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else {
      return "\(first) ... \(last), none finite"
    }
    // Values are divided first, so that the sum of large ones does not overflow.
    let mean = finite.reduce(0) { $0 + $1 / Double(finite.count) }
    let skipped = finite.count == values.count ? "" : ", \(values.count - finite.count) not finite"
    return "\(first) ... \(last), min \(digits(low)), max \(digits(high)), "
      + "mean \(digits(mean))\(skipped)"
  }

  /// Six significant digits; zero has no sign, since rounding would decide it.
  static func digits(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    return String(format: "%.6g", value == 0 ? 0 : value)
  }

  static func oneLine(_ text: String) -> String {
    text.replacingOccurrences(of: "\n", with: "\\n")
  }
}
