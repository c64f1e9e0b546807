import CCairo
import Foundation

/// A rectangle of the page in pixels, y pointing down.
struct Box: Equatable, Sendable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
  var centerX: Double { (left + right) / 2 }
  var centerY: Double { (top + bottom) / 2 }

  func insetBy(_ distance: Double) -> Box {
    Box(
      left: left + distance, top: top + distance, right: right - distance,
      bottom: bottom - distance)
  }

  func intersects(_ other: Box) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }

  func contains(_ other: Box) -> Bool {
    left <= other.left && top <= other.top && other.right <= right && other.bottom <= bottom
  }

  func contains(_ x: Double, _ y: Double) -> Bool {
    left <= x && x <= right && top <= y && y <= bottom
  }
}

/// A Cairo surface and pen, with the few drawing operations that figures need.
///
/// Everything is in pixels at the figure's resolution; a surface for SVG or PDF is scaled to their
/// points once. The canvas notes the box of each text that it draws, so that tests can check that
/// no text leaves the page or touches another.
final class Canvas {
  /// A text that has been drawn on the page.
  struct PlacedText {
    var text: String
    var box: Box
  }

  let pen: OpaquePointer
  /// The number of pixels in one point, 1/72 of an inch.
  let point: Double
  /// Whether the page is made of pixels, with which lines are aligned.
  let isRaster: Bool
  var texts: [PlacedText] = []

  /// Draws on a surface, which must outlive the canvas.
  init(surface: OpaquePointer, dpi: Double, isRaster: Bool) {
    pen = cairo_create(surface)
    point = dpi / 72
    self.isRaster = isRaster
    if !isRaster { cairo_scale(pen, 72 / dpi, 72 / dpi) }
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT)
    // Whole-pixel advances keep the letters of a word evenly spaced, since Cairo places glyphs on
    // whole pixels anyway.
    cairo_font_options_set_hint_metrics(
      options, isRaster ? CAIRO_HINT_METRICS_ON : CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(pen, options)
    cairo_font_options_destroy(options)
  }

  deinit { cairo_destroy(pen) }

  // MARK: - Shapes

  func use(_ color: Color) {
    cairo_set_source_rgba(pen, color.red, color.green, color.blue, color.alpha)
  }

  /// Runs `body` with drawing clipped to the box.
  func clipped(to box: Box, _ body: () -> Void) {
    cairo_save(pen)
    cairo_rectangle(pen, box.left, box.top, box.width, box.height)
    cairo_clip(pen)
    body()
    cairo_restore(pen)
  }

  func fill(_ box: Box, _ color: Color) {
    use(color)
    cairo_rectangle(pen, box.left, box.top, box.width, box.height)
    cairo_fill(pen)
  }

  func fill(_ points: [(x: Double, y: Double)], _ color: Color) {
    use(color)
    trace(points)
    cairo_close_path(pen)
    cairo_fill(pen)
  }

  /// A box with rounded corners, filled and outlined.
  func panel(
    _ box: Box, radius: Double, fill: Color, stroke: Color, width: Double
  ) {
    let radius = min(radius, box.width / 2, box.height / 2)
    cairo_new_sub_path(pen)
    cairo_arc(pen, box.right - radius, box.top + radius, radius, -.pi / 2, 0)
    cairo_arc(pen, box.right - radius, box.bottom - radius, radius, 0, .pi / 2)
    cairo_arc(pen, box.left + radius, box.bottom - radius, radius, .pi / 2, .pi)
    cairo_arc(pen, box.left + radius, box.top + radius, radius, .pi, 3 * .pi / 2)
    cairo_close_path(pen)
    use(fill)
    cairo_fill_preserve(pen)
    use(stroke)
    cairo_set_line_width(pen, width)
    cairo_set_dash(pen, nil, 0, 0)
    cairo_stroke(pen)
  }

  func stroke(
    _ points: [(x: Double, y: Double)], _ color: Color, width: Double, style: LineStyle = .solid
  ) {
    trace(points)
    strokePath(color, width: width, style: style)
  }

  /// Strokes a line of many points as a single stroke, so that transparent ink does not get darker
  /// where it overlaps.
  func stroke(_ line: LineSimplification, _ color: Color, width: Double) {
    guard !line.areas.isEmpty else {
      trace(line.lines)
      strokePath(color, width: width)
      return
    }
    if color.alpha < 1 { cairo_push_group(pen) }
    let ink = color.opacity(1)
    for area in line.areas { fill(area, ink) }
    trace(line.lines + line.areas.map { $0 + [$0[0]] })
    strokePath(ink, width: width)
    if color.alpha < 1 {
      cairo_pop_group_to_source(pen)
      cairo_paint_with_alpha(pen, color.alpha)
    }
  }

  /// Strokes the current path.
  func strokePath(_ color: Color, width: Double, style: LineStyle = .solid) {
    use(color)
    cairo_set_line_width(pen, width)
    cairo_set_line_join(pen, CAIRO_LINE_JOIN_ROUND)
    // Round caps make the dots of a dotted line; they would lengthen the strokes of a dashed one.
    cairo_set_line_cap(pen, style == .dashed ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND)
    let pattern = style.pattern.map { $0 * width }
    cairo_set_dash(pen, pattern, Int32(pattern.count), 0)
    cairo_stroke(pen)
  }

  func trace(_ points: [(x: Double, y: Double)]) { trace([points]) }

  func trace(_ lines: [[(x: Double, y: Double)]]) {
    cairo_new_path(pen)
    for line in lines {
      for (index, point) in line.enumerated() {
        if index == 0 {
          cairo_move_to(pen, point.x, point.y)
        } else {
          cairo_line_to(pen, point.x, point.y)
        }
      }
    }
  }

  /// Draws a horizontal or vertical line as sharp as the page allows: on pixels it is a whole
  /// number of them wide and aligned with them, because half-covered pixels look gray and thick.
  func rule(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ color: Color, width: Double
  ) {
    let width = isRaster ? max(1, width.rounded()) : width
    let half = isRaster ? (width / 2).truncatingRemainder(dividingBy: 1) : 0
    func align(_ value: Double) -> Double { isRaster ? (value - half).rounded() + half : value }
    let isVertical = from.x == to.x
    trace([
      (isVertical ? align(from.x) : from.x, isVertical ? from.y : align(from.y)),
      (isVertical ? align(to.x) : to.x, isVertical ? to.y : align(to.y)),
    ])
    use(color)
    cairo_set_line_width(pen, width)
    cairo_set_line_cap(pen, CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(pen, nil, 0, 0)
    cairo_stroke(pen)
  }

  func mark(_ marker: Marker, _ x: Double, _ y: Double, size: Double, _ color: Color) {
    let radius = size / 2
    func corners(_ count: Int, inner: Double?) -> [(x: Double, y: Double)] {
      (0..<(inner == nil ? count : 2 * count)).map { index in
        let turn = Double(index) / Double(inner == nil ? count : 2 * count) * 2 * .pi - .pi / 2
        let length = index % 2 == 1 ? inner ?? 1 : 1
        return (x + radius * length * cos(turn), y + radius * length * sin(turn))
      }
    }
    switch marker {
    case .circle:
      cairo_new_path(pen)
      cairo_arc(pen, x, y, radius, 0, 2 * .pi)
      use(color)
      cairo_fill(pen)
    case .square:
      fill(Box(left: x - radius, top: y - radius, right: x + radius, bottom: y + radius), color)
    case .triangle: fill(corners(3, inner: nil), color)
    case .star: fill(corners(5, inner: 0.45), color)
    case .cross:
      let width = max(1, size / 4)
      stroke([(x - radius, y - radius), (x + radius, y + radius)], color, width: width)
      stroke([(x - radius, y + radius), (x + radius, y - radius)], color, width: width)
    }
  }

  /// Fills a box with an image whose pixels are computed one by one; where the color is nil, what
  /// was drawn before shows through.
  func picture(in box: Box, _ color: (_ x: Double, _ y: Double) -> Color?) {
    // Pages that are not made of pixels are printed and enlarged, so they get twice as many pixels
    // in each direction.
    let density = isRaster ? 1.0 : 2
    let width = max(1, Int((box.width * density).rounded()))
    let height = max(1, Int((box.height * density).rounded()))
    // Cairo owns the pixels: pages that are not made of pixels read them only when they are
    // finished.
    let image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    defer { cairo_surface_destroy(image) }
    guard let bytes = cairo_image_surface_get_data(image) else { return }
    let stride = Int(cairo_image_surface_get_stride(image))
    cairo_surface_flush(image)
    for row in 0..<height {
      let pixels = UnsafeMutableRawPointer(bytes + row * stride).assumingMemoryBound(
        to: UInt32.self)
      for column in 0..<width {
        let x = box.left + (Double(column) + 0.5) / Double(width) * box.width
        let y = box.top + (Double(row) + 0.5) / Double(height) * box.height
        guard let color = color(x, y) else { continue }
        func byte(_ value: Double) -> UInt32 { UInt32((value * 255).rounded()) }
        pixels[column] =
          0xFF00_0000 | byte(color.red) << 16 | byte(color.green) << 8 | byte(color.blue)
      }
    }
    cairo_surface_mark_dirty(image)
    cairo_save(pen)
    cairo_rectangle(pen, box.left, box.top, box.width, box.height)
    cairo_clip(pen)
    cairo_translate(pen, box.left, box.top)
    cairo_scale(pen, box.width / Double(width), box.height / Double(height))
    cairo_set_source_surface(pen, image, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(pen), CAIRO_FILTER_NEAREST)
    cairo_paint(pen)
    cairo_restore(pen)
  }
}
