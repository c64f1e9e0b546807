/// The sizes of type and gaps of one figure, in pixels.
struct Measures {
  let tickText: Double
  let labelText: Double
  let titleText: Double
  let headText: Double
  let tick: Double
  let gap: Double
  let line: Double

  /// The default sizes times a factor, for small figures.
  init(point: Double, factor: Double) {
    tickText = 10 * point * factor
    labelText = 11 * point * factor
    titleText = 12 * point * factor
    headText = 13 * point * factor
    tick = 3.5 * point * factor
    gap = 4 * point * factor
    line = 0.8 * point
  }
}

/// What one pair of axes shows along its edges, and how much room that takes.
struct PanelPlan {
  let axes: Axes
  let x: Interval
  let y: Interval
  let xTicks: Ticks
  let yTicks: Ticks
  let barTicks: Ticks?
  /// Title and axis labels, broken into lines where they are long.
  let title: (text: String, size: Double)
  let xLabel: (text: String, size: Double)
  let yLabel: (text: String, size: Double)
  let turnsCategories: Bool
  /// Whether the note of the horizontal axis needs a line of its own, below a long label.
  let stacksNote: Bool
  private(set) var left = 0.0
  private(set) var right = 0.0
  private(set) var top = 0.0
  private(set) var bottom = 0.0

  static let barGap = 1.2
  static let barWidth = 1.3

  /// Plans axes in a cell of a given size in pixels.
  init(
    _ axes: Axes, cell: (width: Double, height: Double), canvas: Canvas, measures: Measures,
    ticks: FigureTicks.Panel
  ) {
    self.axes = axes
    (x, y) = (ticks.x, ticks.y)
    (xTicks, yTicks, barTicks) = (ticks.xTicks, ticks.yTicks, ticks.barTicks)
    let (gap, size) = (measures.gap, measures.tickText)
    title = canvas.fitted(axes.title, width: 0.8 * cell.width, size: measures.titleText)
    xLabel = canvas.fitted(axes.xLabel, width: 0.7 * cell.width, size: measures.labelText)
    yLabel = canvas.fitted(axes.yLabel, width: 0.7 * cell.height, size: measures.labelText)

    let xSizes = xTicks.labels.map { canvas.measure($0, size: size) }
    let ySizes = yTicks.labels.map { canvas.measure($0, size: size) }
    let widest = xSizes.map(\.width).max() ?? 0
    let slot = 0.75 * cell.width / Double(max(axes.categories.count, 1))
    turnsCategories = !axes.categories.isEmpty && widest + 0.4 * size > slot

    left = measures.tick + gap + (ySizes.map(\.width).max() ?? 0)
    if !axes.yLabel.isEmpty {
      left += 1.5 * gap + canvas.measure(yLabel.text, size: yLabel.size).height
    }
    bottom = measures.tick + gap + (turnsCategories ? widest : xSizes.map(\.height).max() ?? size)
    let xLabelSize = canvas.measure(xLabel.text, size: xLabel.size)
    let xLabelHeight = axes.xLabel.isEmpty ? 0 : xLabelSize.height
    let noteSize = xTicks.note.map { canvas.measure($0, size: size) } ?? (width: 0, height: 0)
    stacksNote =
      !axes.xLabel.isEmpty && xTicks.note != nil
      && xLabelSize.width / 2 + noteSize.width + size > 0.25 * cell.width
    bottom +=
      (stacksNote ? xLabelHeight + gap + noteSize.height : max(xLabelHeight, noteSize.height)) + gap
    if !axes.title.isEmpty {
      top += canvas.measure(title.text, size: title.size).height + 1.5 * gap
    }
    if yTicks.note != nil || barTicks?.note != nil { top += 1.1 * size + 1.5 * gap }
    // Half of the first and last label may extend beyond the ends of the axis.
    let length = x.upper - x.lower
    if !turnsCategories, axes.xScale == .linear, length > 0, !xSizes.isEmpty {
      let plot = 0.8 * cell.width
      let before = (xTicks.values[0] - x.lower) / length * plot
      let after = (x.upper - xTicks.values[xTicks.values.count - 1]) / length * plot
      left = max(left, xSizes[0].width / 2 - before)
      right = max(right, xSizes[xSizes.count - 1].width / 2 - after)
    } else if !turnsCategories {
      right = (xSizes.last?.width ?? 0) / 2
    }
    top = max(top, 0.6 * size)
    if let barTicks {
      let barText = barTicks.labels.map { canvas.measure($0, size: size).width }.max() ?? 0
      right += (Self.barGap + Self.barWidth) * size + measures.tick + gap + barText
      if let label = axes.colorBar?.label, !label.isEmpty {
        right += 1.5 * gap + 1.25 * measures.labelText
      }
    }
    if axes.legend == .outside, let legend = Legend(axes) {
      right += size + legend.measure(canvas, size: size).width
    }
  }

  /// The frame in the available room: all of it or, if a unit is to be equally long along both
  /// axes, the largest such frame in its middle.
  func frame(in room: Box) -> Box {
    var (width, height) = (room.width, room.height)
    if axes.hasEqualAspect, x.upper > x.lower, y.upper > y.lower {
      let unit = min(width / (x.upper - x.lower), height / (y.upper - y.lower))
      (width, height) = (unit * (x.upper - x.lower), unit * (y.upper - y.lower))
    }
    return Box(
      left: (room.centerX - width / 2).rounded(), top: (room.centerY - height / 2).rounded(),
      right: (room.centerX + width / 2).rounded(), bottom: (room.centerY + height / 2).rounded())
  }

  /// Takes over the larger margins of neighbors, so that frames in a row or column line up.
  mutating func widen(left: Double, right: Double, top: Double, bottom: Double) {
    self.left = max(self.left, left)
    self.right = max(self.right, right)
    self.top = max(self.top, top)
    self.bottom = max(self.bottom, bottom)
  }
}

/// Places the frames of all axes of a figure on its page.
struct Layout {
  let measures: Measures
  let plans: [PanelPlan]
  let frames: [Box]
  let head: (text: String, size: Double)
  let headTop: Double

  /// - Throws: `FigureError.nothingPositive` if a logarithmic axis has data but none to show.
  init(_ figure: Figure, on canvas: Canvas) throws(FigureError) {
    let (width, height) = (figure.width * figure.dpi, figure.height * figure.dpi)
    let ticks = try FigureTicks(figure)
    let (rows, columns) = (figure.rows, figure.columns)
    let cell = (width: width / Double(columns), height: height / Double(rows))

    var factor = ticks.textFactor
    while true {
      let measures = Measures(point: canvas.point, factor: factor)
      let pad = 3 * measures.gap
      let head = canvas.fitted(figure.title, width: width - 2 * pad, size: measures.headText)
      let headHeight =
        figure.title.isEmpty
        ? 0 : canvas.measure(head.text, size: head.size).height + 2 * measures.gap
      var plans = zip(figure.panels, ticks.panels).map {
        PanelPlan($0, cell: cell, canvas: canvas, measures: measures, ticks: $1)
      }
      for index in plans.indices {
        let row = plans.indices.filter { $0 / columns == index / columns }.map { plans[$0] }
        let column = plans.indices.filter { $0 % columns == index % columns }.map { plans[$0] }
        plans[index].widen(
          left: column.map(\.left).max()!, right: column.map(\.right).max()!,
          top: row.map(\.top).max()!, bottom: row.map(\.bottom).max()!)
      }
      let between = 2 * pad
      let sides = plans[..<columns].reduce(0) { $0 + $1.left + $1.right }
      let ends = stride(from: 0, to: plans.count, by: columns).reduce(0) {
        $0 + plans[$1].top + plans[$1].bottom
      }
      let plotWidth =
        (width - 2 * pad - sides - between * Double(columns - 1)) / Double(columns)
      let plotHeight =
        (height - 2 * pad - headHeight - ends - between * Double(rows - 1)) / Double(rows)
      // Text that leaves too little room for the data is shrunk, down to a minimum.
      let isRoomy = plotWidth > 0.4 * cell.width && plotHeight > 0.4 * cell.height
      if !isRoomy, factor > 0.1 {
        factor *= 0.85
        continue
      }
      var frames: [Box] = []
      var top = pad + headHeight
      for row in 0..<rows {
        var left = pad
        top += plans[row * columns].top
        for column in 0..<columns {
          left += plans[column].left
          let right = left + max(plotWidth, 1)
          let bottom = top + max(plotHeight, 1)
          frames.append(
            plans[row * columns + column].frame(
              in: Box(left: left, top: top, right: right, bottom: bottom)))
          left = right + plans[column].right + between
        }
        top += max(plotHeight, 1) + plans[row * columns].bottom + between
      }
      self.measures = measures
      self.plans = plans
      self.frames = frames
      self.head = head
      headTop = pad
      return
    }
  }
}

/// The ticks of all axes of a figure.
///
/// They depend only on the size of the page and not on measured text: a figure's data text, which
/// shows them, must not depend on the fonts of a machine.
struct FigureTicks {
  struct Panel {
    let x: Interval
    let y: Interval
    let xTicks: Ticks
    let yTicks: Ticks
    let barTicks: Ticks?
  }

  let panels: [Panel]
  /// The factor by which text is shrunk because the cells of the figure are small.
  let textFactor: Double

  /// - Throws: `FigureError.nothingPositive` if a logarithmic axis has data but none to show.
  init(_ figure: Figure) throws(FigureError) {
    let width = figure.width / Double(figure.columns)
    let height = figure.height / Double(figure.rows)
    let factor = min(1, width / 2.8, height / 2)
    textFactor = factor
    // Frames take about four fifths of their cells; text is 10 points high.
    let (xLength, yLength) = (0.8 * 72 * width / 10 / factor, 0.8 * 72 * height / 10 / factor)
    var panels: [Panel] = []
    for axes in figure.panels {
      let (x, y) = try axes.intervals()
      let barTicks = axes.colorBar.map { bar in
        if let levels = bar.levels { return FigureTicks.levels(levels, bar.scale) }
        return Ticks.make(bar.range, scale: bar.scale, length: yLength, sideBySide: false)
      }
      panels.append(
        Panel(
          x: x, y: y, xTicks: axes.xTicks(x, length: xLength),
          yTicks: axes.yTicks(y, length: yLength), barTicks: barTicks))
    }
    self.panels = panels
  }

  /// The levels of filled contours as ticks; only some of them if there are many.
  private static func levels(_ levels: [Double], _ scale: Scale) -> Ticks {
    let step = (levels.count - 1) / 12 + 1
    let shown = stride(from: 0, to: levels.count, by: step).map { levels[$0] }
    guard let first = shown.first, let last = shown.last, first < last else {
      return Ticks(values: shown, labels: shown.map { Label(text: Figure.digits($0)) })
    }
    // On a log scale, levels have no common number of decimals: 0.01 and 1000 are formatted
    // separately.
    if scale == .log {
      return Ticks(values: shown, labels: shown.map { Label(text: Figure.digits($0)) })
    }
    let format = NumberFormat(ticks: shown, interval: Interval(lower: first, upper: last))
    return Ticks(values: shown, labels: shown.map(format.label(_:)), note: format.note)
  }
}
