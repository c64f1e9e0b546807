import CCairo

extension GraphDiagram {
  /// The sizes of type, boxes and gaps, in points.
  private static let text = 10.5
  private static let edgeText = 9.0
  private static let titleText = 13.0
  private static let padding = 7.0
  private static let gap = 18.0
  private static let layerGap = 30.0
  private static let margin = 16.0
  private static let arrow = 6.0

  private func layout(_ canvas: Canvas) -> GraphLayout {
    let point = canvas.point
    let boxes = nodes.enumerated().map { index, node in
      let (width, height) = canvas.measure(node.label, size: Self.text * point)
      return GraphLayout.Size(
        width: max(width + 2.4 * Self.padding * point, 34 * point)
          + 2 * loopWidth(canvas, node: index),
        height: height + 1.7 * Self.padding * point)
    }
    let labels = edges.map { edge -> GraphLayout.Size? in
      guard !edge.label.isEmpty, edge.from != edge.to else { return nil }
      let (width, height) = canvas.measure(edge.label, size: Self.edgeText * point)
      return .init(width: width + 4 * point, height: height + 2 * point)
    }
    // Labels double the number of layers, so the layers may then be closer.
    let isLabeled = labels.contains { $0 != nil }
    return GraphLayout(
      boxes: boxes, edges: edges.map { ($0.from, $0.to) }, labels: labels,
      gapBetweenSlots: Self.gap * point,
      gapBetweenLayers: (isLabeled ? 0.6 : 1) * Self.layerGap * point)
  }

  /// The size of a page on which the diagram is drawn unscaled, in inches.
  func naturalSize(title: String) -> (width: Double, height: Double) {
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1)
    defer { cairo_surface_destroy(surface) }
    guard let surface else { return (10, 6) }
    let canvas = Canvas(surface: surface, dpi: 100, isRaster: true)
    let content = layout(canvas).size
    let head = headHeight(canvas, title, width: .infinity)
    // Text is a little wider on SVG and PDF pages than in the pixels measured here.
    let titleWidth = 1.05 * canvas.measure(title, size: Self.titleText * canvas.point).width
    let around = 2 * Self.margin * canvas.point
    func inches(_ pixels: Double) -> Double { (pixels / 10).rounded(.up) / 10 }
    return (
      inches(max(content.width, titleWidth, 100) + around),
      inches(max(content.height, 30) + around + head)
    )
  }

  /// The room that an arrow from a box to itself takes on the right; the same room is left free on
  /// the other side, because slots are centered.
  func loopWidth(_ canvas: Canvas, node: Int) -> Double {
    let widths = edges.filter { $0.from == node && $0.to == node }.map {
      $0.label.isEmpty ? 0 : canvas.measure($0.label, size: Self.edgeText * canvas.point).width
    }
    return widths.max().map { $0 + 22 * canvas.point } ?? 0
  }

  private func headHeight(_ canvas: Canvas, _ title: String, width: Double) -> Double {
    guard !title.isEmpty else { return 0 }
    let head = canvas.fitted(title, width: width, size: Self.titleText * canvas.point)
    return canvas.measure(head.text, size: head.size).height + 10 * canvas.point
  }

  /// Draws the diagram in the middle of a page, scaled down if it would not fit.
  func draw(on canvas: Canvas, page: Box, title: String) {
    let point = canvas.point
    let margin = min(Self.margin * point, page.width / 10, page.height / 10)
    let head = canvas.fitted(
      title, width: page.width - 2 * margin, size: Self.titleText * point)
    let headHeight = headHeight(canvas, title, width: page.width - 2 * margin)
    if !title.isEmpty {
      canvas.write(
        head.text, x: page.centerX, y: margin, horizontally: .middle, vertically: .start,
        size: head.size)
    }
    guard !nodes.isEmpty else { return }
    let layout = layout(canvas)
    let (width, height) = (layout.size.width, layout.size.height)
    let factor = min(
      1, (page.width - 2 * margin) / width,
      max(0.05, (page.height - 2 * margin - headHeight) / height))
    let painter = GraphPainter(
      canvas: canvas, layout: layout, diagram: self, factor: factor,
      left: (page.width - factor * width) / 2,
      top: headHeight + (page.height - headHeight - factor * height) / 2)
    painter.draw(text: Self.text, edgeText: Self.edgeText, arrow: Self.arrow)
  }
}

/// Draws a diagram whose layout is known.
private struct GraphPainter {
  let canvas: Canvas
  let layout: GraphLayout
  let diagram: GraphDiagram
  let factor: Double
  let left: Double
  let top: Double

  private static let edgeColor = Color(0x6B7280)

  func draw(text: Double, edgeText: Double, arrow: Double) {
    let point = canvas.point * factor
    let ports = self.ports()
    for (index, route) in layout.routes.enumerated() where !route.slots.isEmpty {
      drawEdge(index, route, ports, arrow: arrow * point)
    }
    for index in layout.loops { drawLoop(index, arrow: arrow * point, text: edgeText * point) }
    for (index, slot) in layout.labelSlots {
      let box = self.box(slot)
      canvas.fill(box, .white)
      canvas.write(
        diagram.edges[index].label, x: box.centerX, y: box.centerY, horizontally: .middle,
        vertically: .middle, size: edgeText * point, color: Self.edgeColor)
    }
    for (index, node) in diagram.nodes.enumerated() {
      let box = self.box(index)
      let isRound = node.kind == .operation || node.kind == .result
      canvas.panel(
        box, radius: isRound ? box.height / 2.2 : 3 * point, fill: node.kind.fill,
        stroke: node.kind.stroke, width: 1.2 * point)
      canvas.write(
        node.label, x: box.centerX, y: box.centerY, horizontally: .middle, vertically: .middle,
        size: text * point)
    }
  }

  /// The rectangle of a slot on the page, in the middle of its layer.
  private func box(_ index: Int) -> Box {
    let slot = layout.slots[index]
    let x = left + factor * slot.x
    let y = top + factor * (layout.layerTops[slot.layer] + layout.layerHeights[slot.layer] / 2)
    let loop = slot.node.map { diagram.loopWidth(canvas, node: $0) } ?? 0
    let (halfWidth, halfHeight) = (factor * (slot.width / 2 - loop), factor * slot.height / 2)
    return Box(
      left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight)
  }

  /// Where each arrow leaves its upper box and enters its lower one: side by side, ordered by their
  /// other ends, so that two arrows between the same boxes stay apart.
  private func ports() -> (leaving: [Double], entering: [Double]) {
    var leaving = [Double](repeating: 0, count: layout.routes.count)
    var entering = leaving
    for node in diagram.nodes.indices {
      let box = self.box(node)
      func assign(_ edges: [Int], _ ports: inout [Double], towards: (Int) -> Int) {
        let sorted = edges.sorted {
          (layout.slots[towards($0)].x, $0) < (layout.slots[towards($1)].x, $1)
        }
        let step = min(12 * canvas.point * factor, 0.7 * box.width / Double(max(sorted.count, 1)))
        for (rank, edge) in sorted.enumerated() {
          ports[edge] = box.centerX + (Double(rank) - Double(sorted.count - 1) / 2) * step
        }
      }
      let routes = layout.routes
      let down = routes.indices.filter { routes[$0].slots.first == node }
      let up = routes.indices.filter { routes[$0].slots.last == node }
      assign(down, &leaving) { routes[$0].slots[1] }
      assign(up, &entering) { routes[$0].slots[routes[$0].slots.count - 2] }
    }
    return (leaving, entering)
  }

  /// Draws an arrow that runs straight down through layers and bends only between them.
  private func drawEdge(
    _ index: Int, _ route: (slots: [Int], isReversed: Bool),
    _ ports: (leaving: [Double], entering: [Double]), arrow: Double
  ) {
    let first = box(route.slots[0])
    let last = box(route.slots[route.slots.count - 1])
    let start = (x: ports.leaving[index], y: first.bottom + (route.isReversed ? arrow : 0))
    let end = (x: ports.entering[index], y: last.top - (route.isReversed ? 0 : arrow))
    cairo_new_path(canvas.pen)
    cairo_move_to(canvas.pen, start.x, start.y)
    var x = start.x
    for (upper, lower) in zip(route.slots, route.slots.dropFirst()) {
      let (upperLayer, lowerLayer) = (layout.slots[upper].layer, layout.slots[lower].layer)
      let from = top + factor * (layout.layerTops[upperLayer] + layout.layerHeights[upperLayer])
      let isLast = lower == route.slots[route.slots.count - 1]
      let to = min(top + factor * layout.layerTops[lowerLayer], isLast ? end.y : .infinity)
      let nextX = isLast ? end.x : left + factor * layout.slots[lower].x
      let begin = upper == route.slots[0] ? max(from, start.y) : from
      cairo_line_to(canvas.pen, x, begin)
      let bend = 0.55 * (to - begin)
      cairo_curve_to(canvas.pen, x, begin + bend, nextX, to - bend, nextX, to)
      x = nextX
    }
    cairo_line_to(canvas.pen, end.x, end.y)
    canvas.strokePath(Self.edgeColor, width: 1.1 * canvas.point * factor)
    if route.isReversed {
      drawHead(x: start.x, y: first.bottom, dx: 0, dy: -1, size: arrow)
    } else {
      drawHead(x: end.x, y: last.top, dx: 0, dy: 1, size: arrow)
    }
  }

  /// Draws an arrow from a box to itself, around its right side.
  private func drawLoop(_ index: Int, arrow: Double, text: Double) {
    let edge = diagram.edges[index]
    let box = self.box(edge.from)
    let reach = 14 * canvas.point * factor
    let (upper, lower) = (box.centerY - 0.25 * box.height, box.centerY + 0.25 * box.height)
    cairo_new_path(canvas.pen)
    cairo_move_to(canvas.pen, box.right, upper)
    cairo_curve_to(
      canvas.pen, box.right + 1.6 * reach, upper - reach, box.right + 1.6 * reach, lower + reach,
      box.right + arrow, lower)
    canvas.strokePath(Self.edgeColor, width: 1.1 * canvas.point * factor)
    drawHead(x: box.right, y: lower, dx: -1, dy: 0, size: arrow)
    if !edge.label.isEmpty {
      canvas.write(
        edge.label, x: box.right + 1.5 * reach, y: box.centerY, horizontally: .start,
        vertically: .middle, size: text, color: Self.edgeColor)
    }
  }

  /// A filled triangle with its tip at a point, pointing along a direction.
  private func drawHead(x: Double, y: Double, dx: Double, dy: Double, size: Double) {
    let half = 0.42 * size
    let (backX, backY) = (x - size * dx, y - size * dy)
    canvas.fill(
      [(x, y), (backX - half * dy, backY + half * dx), (backX + half * dy, backY - half * dx)],
      Self.edgeColor)
  }
}
