/// Draws a whole figure on a canvas.
struct Painter {
  let canvas: Canvas

  /// - Throws: `FigureError.nothingPositive` if a logarithmic axis has data but none to show.
  func draw(_ figure: Figure) throws(FigureError) {
    let page = Box(
      left: 0, top: 0, right: figure.width * figure.dpi, bottom: figure.height * figure.dpi)
    // Rounded up to whole pixels: a page that ended within a pixel would leave that pixel half
    // black.
    canvas.fill(
      Box(left: 0, top: 0, right: page.right.rounded(.up), bottom: page.bottom.rounded(.up)),
      .white)
    if let diagram = figure.diagram {
      diagram.draw(on: canvas, page: page, title: figure.title)
      return
    }
    let layout = try Layout(figure, on: canvas)
    if !figure.title.isEmpty {
      // Centered over the frames and not the page, since the title belongs to them.
      let left = layout.frames.map(\.left).min() ?? 0
      let right = layout.frames.map(\.right).max() ?? page.right
      let half = canvas.measure(layout.head.text, size: layout.head.size).width / 2
      let center = min(max((left + right) / 2, page.left + half), page.right - half)
      canvas.write(
        layout.head.text, x: center, y: layout.headTop, horizontally: .middle, vertically: .start,
        size: layout.head.size)
    }
    for (plan, frame) in zip(layout.plans, layout.frames) {
      PanelPainter(canvas: canvas, plan: plan, frame: frame, measures: layout.measures).draw()
    }
  }
}

/// Draws one pair of axes: data, frame, ticks, labels, legend and color bar.
private struct PanelPainter {
  let canvas: Canvas
  let plan: PanelPlan
  let frame: Box
  let measures: Measures

  private var axes: Axes { plan.axes }

  func draw() {
    let projection = Projection(
      frame: frame, xInterval: plan.x, yInterval: plan.y, xScale: axes.xScale, yScale: axes.yScale)
    let painter = SeriesPainter(
      canvas: canvas, projection: projection, barGroups: max(axes.barGroups, 1))
    let isHeatMap = axes.isHeatMap
    if axes.showsGrid, !isHeatMap { drawGrid(projection) }
    // Half a line more than the frame, so that a line along its edge keeps its full width.
    canvas.clipped(to: frame.insetBy(-measures.line)) {
      for series in axes.series { painter.draw(series) }
    }
    if axes.showsFrame { drawFrame(closed: isHeatMap) }
    drawXTicks(projection)
    drawYTicks(projection)
    drawLabels()
    drawColorBar()

    var obstacles = Obstacles()
    for series in axes.series { painter.addObstacles(of: series, to: &obstacles) }
    for series in axes.series {
      painter.write(series, size: measures.tickText, obstacles: &obstacles)
    }
    if let legend = Legend(axes) {
      let size =
        axes.legend == .outside
        ? measures.tickText : legend.fittingSize(canvas, in: frame, size: measures.tickText)
      let box = legend.box(canvas, in: frame, size: size, avoiding: obstacles)
      legend.draw(canvas, in: box, size: size)
    }
  }

  private func drawGrid(_ projection: Projection) {
    // Between bars, vertical lines would be mistaken for bars.
    if axes.categories.isEmpty {
      for value in plan.xTicks.values {
        let x = projection.x(value)
        canvas.rule((x, frame.top), (x, frame.bottom), .grid, width: measures.line)
      }
    }
    for value in plan.yTicks.values {
      let y = projection.y(value)
      canvas.rule((frame.left, y), (frame.right, y), .grid, width: measures.line)
    }
  }

  private func drawFrame(closed: Bool) {
    let (line, color) = (measures.line, Color.frame)
    canvas.rule((frame.left, frame.top), (frame.left, frame.bottom), color, width: line)
    canvas.rule((frame.left, frame.bottom), (frame.right, frame.bottom), color, width: line)
    if closed {
      canvas.rule((frame.right, frame.top), (frame.right, frame.bottom), color, width: line)
      canvas.rule((frame.left, frame.top), (frame.right, frame.top), color, width: line)
    }
  }

  private func drawXTicks(_ projection: Projection) {
    for value in plan.xTicks.minor {
      let x = projection.x(value)
      canvas.rule(
        (x, frame.bottom), (x, frame.bottom + 0.6 * measures.tick), .frame,
        width: 0.75 * measures.line)
    }
    let size = measures.tickText
    let positions = plan.xTicks.values.map(projection.x)
    for x in positions where axes.categories.isEmpty {
      canvas.rule(
        (x, frame.bottom), (x, frame.bottom + measures.tick), .frame, width: measures.line)
    }
    let y = frame.bottom + measures.tick + measures.gap
    if plan.turnsCategories {
      for (label, x) in zip(plan.xTicks.labels, positions) {
        canvas.write(
          label, x: x, y: y, horizontally: .end, vertically: .middle, size: size, isRotated: true)
      }
      return
    }
    let widths = plan.xTicks.labels.map { canvas.measure($0, size: size).width }
    for index in spaced(positions, widths, gap: 0.5 * size) {
      canvas.write(
        plan.xTicks.labels[index], x: positions[index], y: y, horizontally: .middle,
        vertically: .start, size: size)
    }
    guard let note = plan.xTicks.note else { return }
    let labelHeight = canvas.measure(plan.xLabel.text, size: plan.xLabel.size).height
    let below = size + measures.gap + (plan.stacksNote ? labelHeight + measures.gap : 0)
    canvas.write(
      note, x: frame.right, y: y + below, horizontally: .end, vertically: .start, size: size)
  }

  private func drawYTicks(_ projection: Projection) {
    for value in plan.yTicks.minor {
      let y = projection.y(value)
      canvas.rule(
        (frame.left - 0.6 * measures.tick, y), (frame.left, y), .frame,
        width: 0.75 * measures.line)
    }
    let size = measures.tickText
    let positions = plan.yTicks.values.map(projection.y)
    for y in positions {
      canvas.rule((frame.left - measures.tick, y), (frame.left, y), .frame, width: measures.line)
    }
    let heights = plan.yTicks.labels.map { canvas.measure($0, size: size).height }
    for index in spaced(positions, heights, gap: 0) {
      canvas.write(
        plan.yTicks.labels[index], x: frame.left - measures.tick - measures.gap,
        y: positions[index],
        horizontally: .end, vertically: .middle, size: size)
    }
    if let note = plan.yTicks.note {
      canvas.write(
        note, x: frame.left, y: frame.top - measures.gap - 0.4 * size, horizontally: .start,
        vertically: .end, size: size)
    }
  }

  /// The labels to draw so that none touches its neighbor: all of them, every second one, and so
  /// on.
  private func spaced(_ positions: [Double], _ sizes: [Double], gap: Double) -> [Int] {
    for step in 1...max(1, positions.count) {
      let shown = Array(stride(from: 0, to: positions.count, by: step))
      let fits = zip(shown, shown.dropFirst()).allSatisfy {
        abs(positions[$1] - positions[$0]) >= (sizes[$0] + sizes[$1]) / 2 + gap
      }
      if fits { return shown }
    }
    return []
  }

  private func drawLabels() {
    if !axes.title.isEmpty {
      let hasNote = plan.yTicks.note != nil || plan.barTicks?.note != nil
      let above = hasNote ? 1.1 * measures.tickText + 1.5 * measures.gap : 0
      canvas.write(
        plan.title.text, x: frame.centerX, y: frame.top - above - 1.5 * measures.gap,
        horizontally: .middle, vertically: .end, size: plan.title.size)
    }
    if !axes.xLabel.isEmpty {
      let height = canvas.measure(plan.xLabel.text, size: plan.xLabel.size).height
      let ownTicks = plan.xTicks.labels.map {
        let (width, height) = canvas.measure($0, size: measures.tickText)
        return plan.turnsCategories ? width : height
      }.max()
      let top = frame.bottom + measures.tick + 2 * measures.gap + (ownTicks ?? measures.tickText)
      canvas.write(
        plan.xLabel.text, x: frame.centerX, y: min(top, frame.bottom + plan.bottom - height),
        horizontally: .middle, vertically: .start, size: plan.xLabel.size)
    }
    if !axes.yLabel.isEmpty {
      let widest = plan.yTicks.labels.map { canvas.measure($0, size: measures.tickText).width }
      let right =
        frame.left - measures.tick - 2.5 * measures.gap - (widest.max() ?? 0)
      canvas.write(
        plan.yLabel.text, x: right, y: frame.centerY, horizontally: .middle, vertically: .end,
        size: plan.yLabel.size, isRotated: true)
    }
  }

  private func drawColorBar() {
    guard let bar = axes.colorBar, let ticks = plan.barTicks else { return }
    let size = measures.tickText
    let left = (frame.right + PanelPlan.barGap * size).rounded()
    let box = Box(
      left: left, top: frame.top, right: (left + PanelPlan.barWidth * size).rounded(),
      bottom: frame.bottom)
    // The color bar is an axis of its own, one unit wide.
    let projection = Projection(
      frame: box, xInterval: Interval(lower: 0, upper: 1), yInterval: bar.range, xScale: .linear,
      yScale: bar.scale)
    canvas.picture(in: box) { _, pixelY in
      bar.map.color(
        at: HeatMap.fraction(
          projection.yValue(pixelY), range: bar.range, scale: bar.scale, levels: bar.levels))
    }
    for x in [box.left, box.right] {
      canvas.rule((x, box.top), (x, box.bottom), .frame, width: measures.line)
    }
    for y in [box.top, box.bottom] {
      canvas.rule((box.left, y), (box.right, y), .frame, width: measures.line)
    }
    let positions = ticks.values.map(projection.y)
    var right = box.right
    for (index, y) in positions.enumerated() {
      canvas.rule((box.right, y), (box.right + measures.tick, y), .frame, width: measures.line)
      right = max(right, box.right + canvas.measure(ticks.labels[index], size: size).width)
    }
    let heights = ticks.labels.map { canvas.measure($0, size: size).height }
    for index in spaced(positions, heights, gap: 0) {
      canvas.write(
        ticks.labels[index], x: box.right + measures.tick + measures.gap, y: positions[index],
        horizontally: .start, vertically: .middle, size: size)
    }
    if let note = ticks.note {
      canvas.write(
        note, x: box.left, y: box.top - measures.gap - 0.4 * size, horizontally: .start,
        vertically: .end, size: size)
    }
    if !bar.label.isEmpty {
      let fitted = canvas.fitted(bar.label, width: box.height, size: measures.labelText)
      canvas.write(
        fitted.text, x: right + measures.tick + 2.5 * measures.gap, y: box.centerY,
        horizontally: .middle, vertically: .start, size: fitted.size, isRotated: true)
    }
  }
}
