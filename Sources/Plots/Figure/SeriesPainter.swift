/// Draws the series of one pair of axes inside their frame.
struct SeriesPainter {
  let canvas: Canvas
  let projection: Projection
  let barGroups: Int

  /// Diameter of the markers on a line, in points.
  static let lineMarkerSize = 5.0

  func draw(_ series: Series) {
    let point = canvas.point
    switch series.shape {
    case .line(let x, let y, let width, let style, let marker):
      for piece in projection.pieces(x, y) {
        if piece.count == 1 {
          // A point between two gaps is a line of no length: a dot as thick as the line.
          canvas.mark(.circle, piece[0].x, piece[0].y, size: 1.5 * width * point, series.color)
        }
        if style == .solid {
          canvas.stroke(LineSimplification(piece), series.color, width: width * point)
        } else {
          canvas.stroke(
            LineSimplification.keepingLength(piece), series.color, width: width * point,
            style: style)
        }
      }
      if let marker { mark(marker, x, y, size: Self.lineMarkerSize * point, series.color) }
    case .scatter(let x, let y, let size, let marker):
      mark(marker, x, y, size: size * point, series.color)
    case .bars, .histogram:
      for box in bars(series) {
        canvas.fill(box, series.color)
        // A thin light edge keeps touching bars apart.
        if box.width > 3, box.height > 2 {
          canvas.stroke(
            [
              (box.left, box.bottom), (box.left, box.top), (box.right, box.top),
              (box.right, box.bottom),
            ], Color.white.opacity(0.9), width: max(0.6 * point, 1))
        }
      }
    case .band(let x, let lower, let upper):
      for outline in bandOutlines(x, lower, upper) { canvas.fill(outline, series.color) }
    case .heatMap(let grid, let map, let scale, let levels, _):
      HeatMap.draw(grid, map, scale: scale, levels: levels, on: canvas, projection)
    case .contours(let grid, let levels, let width):
      for level in levels {
        for line in Contours.lines(grid, level: level) {
          for piece in projection.pieces(line.map(\.x), line.map(\.y)) {
            canvas.stroke(piece, series.color, width: width * point)
          }
        }
      }
    case .horizontalLine(let y, let width, let style):
      let position = projection.y(y)
      guard position.isFinite, isNear(projection.frame.centerX, position) else { return }
      let frame = projection.frame
      canvas.stroke(
        [(frame.left, position), (frame.right, position)], series.color, width: width * point,
        style: style)
    case .verticalLine(let x, let width, let style):
      let position = projection.x(x)
      guard position.isFinite, isNear(position, projection.frame.centerY) else { return }
      let frame = projection.frame
      canvas.stroke(
        [(position, frame.bottom), (position, frame.top)], series.color, width: width * point,
        style: style)
    case .text: break
    case .cell(let text, let x, let y, let width, let height):
      draw(text, in: box(x, y, width, height), fill: series.color)
    case .arrow(let x, let y): drawArrow(projection.pieces(x, y).first ?? [], series.color)
    }
  }

  private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Box {
    let (left, right) = (projection.x(x), projection.x(x + width))
    let (bottom, top) = (projection.y(y), projection.y(y + height))
    return Box(
      left: min(left, right), top: min(top, bottom), right: max(left, right),
      bottom: max(top, bottom))
  }

  /// Draws a text in the middle of a box, as large as fits.
  private func draw(_ text: String, in box: Box, fill: Color) {
    guard box.width.isFinite, box.height.isFinite else { return }
    canvas.fill(box, fill)
    let corners = [
      (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom),
      (box.left, box.top),
    ]
    // A cell without a color is a word between cells, and needs no frame.
    if fill.alpha > 0 { canvas.stroke(corners, .frame, width: 0.8 * canvas.point) }
    guard !text.isEmpty else { return }
    let size = min(11 * canvas.point, 0.6 * box.height)
    let fitted = canvas.fitted(text, width: 0.94 * box.width, size: size)
    canvas.write(
      fitted.text, x: box.centerX, y: box.centerY, horizontally: .middle, vertically: .middle,
      size: fitted.size, color: fill.luminance < 0.35 ? .white : .ink)
  }

  /// Draws a line with an arrowhead at its last point.
  private func drawArrow(_ points: [(x: Double, y: Double)], _ color: Color) {
    guard points.count > 1, let tip = points.last else { return }
    let before = points[points.count - 2]
    let length = ((tip.x - before.x) * (tip.x - before.x) + (tip.y - before.y) * (tip.y - before.y))
      .squareRoot()
    guard length > 0 else { return }
    let (dx, dy) = ((tip.x - before.x) / length, (tip.y - before.y) / length)
    let head = min(7 * canvas.point, 0.6 * length)
    let base = (x: tip.x - head * dx, y: tip.y - head * dy)
    canvas.stroke(points.dropLast() + [base], color, width: 1.4 * canvas.point)
    let half = 0.45 * head
    canvas.fill(
      [tip, (base.x - half * dy, base.y + half * dx), (base.x + half * dy, base.y - half * dx)],
      color)
  }

  /// Adds what a legend should not cover.
  func addObstacles(of series: Series, to obstacles: inout Obstacles) {
    let frame = projection.frame
    switch series.shape {
    case .line(let x, let y, _, _, _): obstacles.lines += projection.pieces(x, y)
    case .scatter(let x, let y, _, _): obstacles.points += visible(x, y)
    case .bars, .histogram: obstacles.boxes += bars(series)
    case .band(let x, let lower, let upper):
      obstacles.lines += projection.pieces(x, lower) + projection.pieces(x, upper)
    case .contours, .heatMap: break
    case .horizontalLine(let y, _, _):
      obstacles.lines.append([(frame.left, projection.y(y)), (frame.right, projection.y(y))])
    case .verticalLine(let x, _, _):
      obstacles.lines.append([(projection.x(x), frame.bottom), (projection.x(x), frame.top)])
    case .text(_, let x, let y, _): obstacles.points += visible([x], [y])
    case .cell(_, let x, let y, let width, let height):
      obstacles.boxes.append(box(x, y, width, height))
    case .arrow(let x, let y): obstacles.lines += projection.pieces(x, y)
    }
  }

  /// Writes a text on the side of its point where it stays inside the frame and covers least.
  func write(_ series: Series, size: Double, obstacles: inout Obstacles) {
    guard case .text(let text, let x, let y, let isMarked) = series.shape,
      let point = visible([x], [y]).first
    else { return }
    if isMarked {
      canvas.mark(.circle, point.x, point.y, size: Self.lineMarkerSize * canvas.point, series.color)
    }
    let frame = projection.frame.insetBy(0.2 * size)
    let fitted = canvas.fitted(text, width: frame.width, size: size)
    let (width, height) = canvas.measure(fitted.text, size: fitted.size)
    let gap = 0.5 * size
    let corners: [(x: Double, y: Double)] = [
      (point.x + gap, point.y - gap - height), (point.x - gap - width, point.y - gap - height),
      (point.x + gap, point.y + gap), (point.x - gap - width, point.y + gap),
      (point.x - width / 2, point.y - gap - height), (point.x - width / 2, point.y + gap),
      (point.x + 2 * gap, point.y - height / 2), (point.x - 2 * gap - width, point.y - height / 2),
      (point.x - width / 2, point.y - 4 * gap - height), (point.x - width / 2, point.y + 4 * gap),
    ]
    let boxes = corners.map { corner in
      let left = min(max(corner.x, frame.left), frame.right - width)
      let top = min(max(corner.y, frame.top), frame.bottom - height)
      return Box(left: left, top: top, right: left + width, bottom: top + height)
    }
    let costs = boxes.map { obstacles.covered(by: $0) }
    let best = boxes[costs.indices.min { (costs[$0], $0) < (costs[$1], $1) }!]
    // The box begins at the capitals' top; `write` places its text by the same measure.
    let written = canvas.write(
      fitted.text, x: best.left, y: best.bottom, horizontally: .start, vertically: .end,
      size: fitted.size, color: series.color)
    obstacles.boxes.append(written)
  }

  private func mark(
    _ marker: Marker, _ x: [Double], _ y: [Double], size: Double, _ color: Color
  ) {
    // A little more than the frame, to which drawing is clipped.
    canvas.mark(
      marker, visible(x, y), size: size, color, within: projection.frame.insetBy(-10))
  }

  // MARK: - Geometry

  private func isNear(_ x: Double, _ y: Double) -> Bool {
    projection.frame.insetBy(-100).contains(x, y)
  }

  /// The points that lie in or near the frame.
  private func visible(_ x: [Double], _ y: [Double]) -> [(x: Double, y: Double)] {
    let bounds = projection.frame.insetBy(-100)
    return projection.points(x, y).compactMap { point in
      point.flatMap { bounds.contains($0.x, $0.y) ? $0 : nil }
    }
  }

  /// The rectangles of a bar chart or histogram that can be drawn, clipped to the frame.
  private func bars(_ series: Series) -> [Box] {
    switch series.shape {
    case .bars(let heights, let group):
      let slot = 0.8 / Double(barGroups)
      return heights.enumerated().compactMap { index, height in
        let left = Double(index) - 0.4 + Double(group) * slot
        return bar(left, left + slot, height)
      }
    case .histogram(let edges, let counts):
      return counts.indices.compactMap { bar(edges[$0], edges[$0 + 1], counts[$0]) }
    default: return []
    }
  }

  private func bar(_ left: Double, _ right: Double, _ height: Double) -> Box? {
    let frame = projection.frame
    let zero = projection.yScale == .log ? frame.bottom : projection.y(0)
    let ends = [projection.x(left), projection.x(right)]
    let top = projection.y(height)
    guard top.isFinite, zero.isFinite, ends.allSatisfy(\.isFinite) else { return nil }
    func cut(_ value: Double, _ low: Double, _ high: Double) -> Double {
      let inside = min(max(value, low), high)
      return canvas.isRaster ? inside.rounded() : inside
    }
    return Box(
      left: cut(min(ends[0], ends[1]), frame.left, frame.right),
      top: cut(min(zero, top), frame.top, frame.bottom),
      right: cut(max(ends[0], ends[1]), frame.left, frame.right),
      bottom: cut(max(zero, top), frame.top, frame.bottom))
  }

  /// The unbroken parts of the area between two curves, each as an outline.
  private func bandOutlines(
    _ x: [Double], _ lower: [Double], _ upper: [Double]
  ) -> [[(x: Double, y: Double)]] {
    let bounds = projection.frame.insetBy(-100)
    func near(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (
        min(max(point.x, bounds.left), bounds.right),
        min(max(point.y, bounds.top), bounds.bottom)
      )
    }
    var outlines: [[(x: Double, y: Double)]] = []
    var (below, above): ([(x: Double, y: Double)], [(x: Double, y: Double)]) = ([], [])
    func finish() {
      if below.count > 1 { outlines.append(below + above.reversed()) }
      (below, above) = ([], [])
    }
    for (low, high) in zip(projection.points(x, lower), projection.points(x, upper)) {
      if let low, let high {
        below.append(near(low))
        above.append(near(high))
      } else {
        finish()
      }
    }
    finish()
    return outlines
  }
}
