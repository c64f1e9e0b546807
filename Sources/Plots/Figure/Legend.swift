/// The legend of one pair of axes: its entries, its size, and the position where it covers least.
struct Legend {
  let entries: [Series]
  let title: String
  let position: LegendPosition

  /// Nil if there is nothing to explain.
  init?(_ axes: Axes) {
    entries = axes.series.filter { !$0.label.isEmpty }
    title = axes.legendTitle
    position = axes.legend
    if entries.isEmpty || position == .hidden { return nil }
  }

  private static let handleWidth = 2.0
  private static let padding = 0.5
  private static let rowHeight = 1.45

  /// Width and height at a font size in pixels.
  func measure(_ canvas: Canvas, size: Double) -> (width: Double, height: Double) {
    let widest = entries.map { canvas.measure($0.label, size: size).width }.max() ?? 0
    let titleWidth = title.isEmpty ? 0 : canvas.measure(title, size: size).width
    let width = max(widest + (Self.handleWidth + 0.7) * size, titleWidth) + 2 * Self.padding * size
    let rows = Double(entries.count + (title.isEmpty ? 0 : 1))
    return (width, (rows * Self.rowHeight + 2 * Self.padding - 0.3) * size)
  }

  /// The font size at which the legend fits a frame, at most `size`.
  func fittingSize(_ canvas: Canvas, in frame: Box, size: Double) -> Double {
    let needed = measure(canvas, size: size)
    let room = frame.insetBy(0.5 * size)
    return size * max(0.2, min(1, room.width / needed.width, room.height / needed.height))
  }

  /// The box of the legend in a frame.
  ///
  /// Of nine positions, it takes the one that covers the fewest points, pieces of lines and texts;
  /// among equals, the first in a fixed order that begins with the corners.
  func box(
    _ canvas: Canvas, in frame: Box, size: Double, avoiding obstacles: Obstacles
  ) -> Box {
    let (width, height) = measure(canvas, size: size)
    let room = frame.insetBy(0.5 * size)
    func box(at position: LegendPosition) -> Box {
      var left = room.right - width
      var top = room.top
      switch position {
      case .upperLeft, .lowerLeft, .centerLeft: left = room.left
      case .lowerCenter, .upperCenter: left = room.centerX - width / 2
      default: break
      }
      switch position {
      case .lowerLeft, .lowerRight, .lowerCenter: top = room.bottom - height
      case .centerLeft, .centerRight: top = room.centerY - height / 2
      default: break
      }
      if position == .outside { left = frame.right + size }
      return Box(
        left: left.rounded(), top: top.rounded(), right: (left + width).rounded(),
        bottom: (top + height).rounded())
    }
    guard position == .best else { return box(at: position) }
    let candidates: [LegendPosition] = [
      .upperRight, .upperLeft, .lowerLeft, .lowerRight, .centerRight, .centerLeft, .lowerCenter,
      .upperCenter,
    ]
    let boxes = candidates.map { box(at: $0) }
    let costs = boxes.map { obstacles.covered(by: $0.insetBy(-0.3 * size)) }
    let best = costs.indices.min { (costs[$0], $0) < (costs[$1], $1) }!
    return boxes[best]
  }

  func draw(_ canvas: Canvas, in box: Box, size: Double) {
    // White lines, which are drawn on dark surfaces, need a darker background to be visible here
    // too.
    let isPale = entries.contains { $0.color.luminance > 0.85 }
    let ground = isPale ? Color(0xB9BEC7).opacity(0.95) : Color.white.opacity(0.85)
    canvas.panel(
      box, radius: 0.25 * size, fill: ground, stroke: Color(0xCCCCCC),
      width: max(1, 0.06 * size))
    var y = box.top + (Self.padding + 0.58) * size
    if !title.isEmpty {
      canvas.write(
        title, x: box.centerX, y: y, horizontally: .middle, vertically: .middle, size: size)
      y += Self.rowHeight * size
    }
    let left = box.left + Self.padding * size
    let right = left + Self.handleWidth * size
    for series in entries {
      drawHandle(series, canvas, left: left, right: right, y: y, size: size)
      canvas.write(
        series.label, x: right + 0.7 * size, y: y, horizontally: .start, vertically: .middle,
        size: size)
      y += Self.rowHeight * size
    }
  }

  private func drawHandle(
    _ series: Series, _ canvas: Canvas, left: Double, right: Double, y: Double, size: Double
  ) {
    let ends = [(x: left, y: y), (x: right, y: y)]
    let patch = Box(left: left, top: y - 0.35 * size, right: right, bottom: y + 0.35 * size)
    switch series.shape {
    case .line(_, _, let width, let style, let marker):
      canvas.stroke(ends, series.color, width: width * canvas.point, style: style)
      if let marker {
        canvas.mark(
          marker, (left + right) / 2, y, size: SeriesPainter.lineMarkerSize * canvas.point,
          series.color)
      }
    case .horizontalLine(_, let width, let style), .verticalLine(_, let width, let style):
      canvas.stroke(ends, series.color, width: width * canvas.point, style: style)
    case .contours(_, _, let width):
      canvas.stroke(ends, series.color, width: width * canvas.point)
    case .scatter(_, _, let markerSize, let marker):
      // A single transparent dot would not look like the dense cloud that it stands for.
      let color = series.color.opacity(max(series.color.alpha, 0.8))
      canvas.mark(
        marker, (left + right) / 2, y, size: min(markerSize * canvas.point, 1.2 * size), color)
    case .bars, .histogram, .band, .cell: canvas.fill(patch, series.color)
    case .arrow: canvas.stroke(ends, series.color, width: 1.4 * canvas.point)
    case .heatMap, .text: break
    }
  }
}

/// What a legend should not cover.
struct Obstacles {
  var points: [(x: Double, y: Double)] = []
  var lines: [[(x: Double, y: Double)]] = []
  var boxes: [Box] = []

  /// How much a box covers: 1 for each point and each segment, more for texts and bars, which would
  /// become unreadable.
  func covered(by box: Box) -> Int {
    let pointCount = points.count { box.contains($0.x, $0.y) }
    let segmentCount = lines.reduce(0) { sum, line in
      sum + zip(line, line.dropFirst()).count { Projection.cut($0, $1, to: box) != nil }
    }
    return pointCount + segmentCount + 50 * boxes.count { $0.intersects(box) }
  }
}
