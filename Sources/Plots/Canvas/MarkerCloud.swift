import CCairo

extension Canvas {
  /// Marks many points with one shape, size and color, inside a box.
  ///
  /// Cairo takes some microseconds to fill one shape, and thus several seconds for a cloud of a
  /// million. If there are many points, the shape is therefore drawn once for each position that it
  /// may have within a pixel, to an eighth of a pixel, and printed like a stamp. Filling all shapes
  /// as one path would be fast too, but transparent points would not add up, which is how a cloud
  /// shows where it is dense.
  func mark(
    _ marker: Marker, _ points: [(x: Double, y: Double)], size: Double, _ color: Color,
    within box: Box
  ) {
    guard points.count > Self.fewMarks, size < Self.largestStamp else {
      for point in points { mark(marker, point.x, point.y, size: size, color) }
      return
    }
    // Pages that are not made of pixels are printed and enlarged, so they get twice as many pixels
    // in each direction.
    let density = isRaster ? 1.0 : 2
    var cloud = MarkerCloud(marker, size: size * density, opacity: color.alpha, box, density)
    for point in points { cloud.stamp(x: point.x, y: point.y) }
    paint(cloud, color)
  }

  /// Up to this number, marks are drawn one by one.
  static let fewMarks = 10_000
  /// The largest stamp in pixels; larger marks hide one another, and Cairo fills them as fast as
  /// they can be stamped.
  private static let largestStamp = 64.0

  private func paint(_ cloud: MarkerCloud, _ color: Color) {
    let image = cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, Int32(cloud.width), Int32(cloud.height))
    defer { cairo_surface_destroy(image) }
    guard let bytes = cairo_image_surface_get_data(image) else { return }
    let stride = Int(cairo_image_surface_get_stride(image))
    cairo_surface_flush(image)
    for row in 0..<cloud.height {
      let pixels = UnsafeMutableRawPointer(bytes + row * stride)
        .assumingMemoryBound(to: UInt32.self)
      for column in 0..<cloud.width {
        let alpha = 1 - Double(cloud.clear[row * cloud.width + column])
        guard alpha > 0 else { continue }
        // Cairo's colors are multiplied by their opacity.
        func byte(_ value: Double) -> UInt32 { UInt32((value * alpha * 255).rounded()) }
        pixels[column] =
          byte(1) << 24 | byte(color.red) << 16 | byte(color.green) << 8 | byte(color.blue)
      }
    }
    cairo_surface_mark_dirty(image)
    cairo_save(pen)
    cairo_translate(pen, cloud.left, cloud.top)
    cairo_scale(pen, 1 / cloud.density, 1 / cloud.density)
    cairo_set_source_surface(pen, image, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(pen), CAIRO_FILTER_NEAREST)
    cairo_paint(pen)
    cairo_restore(pen)
  }
}

/// How much of what was drawn before still shows through a cloud of marks, pixel by pixel.
private struct MarkerCloud {
  let left: Double
  let top: Double
  /// The number of pixels of the cloud for each pixel of the page, along one side.
  let density: Double
  let width: Int
  let height: Int
  /// From 0, covered, to 1, clear.
  private(set) var clear: [Float]

  private let marker: Marker
  private let size: Double
  private let opacity: Double
  /// The sides of a stamp in pixels.
  private let side: Int
  /// For each position within a pixel, how clear a mark there leaves the pixels around it.
  private var stamps: [[Float]?]

  /// The positions within a pixel that are told apart along each side.
  private static let subpixels = 8

  init(_ marker: Marker, size: Double, opacity: Double, _ box: Box, _ density: Double) {
    self.marker = marker
    self.size = size
    self.opacity = opacity
    self.density = density
    left = box.left.rounded(.down)
    top = box.top.rounded(.down)
    width = Int(((box.right - left) * density).rounded(.up)) + 1
    height = Int(((box.bottom - top) * density).rounded(.up)) + 1
    clear = [Float](repeating: 1, count: width * height)
    side = 2 * Int((size / 2 + 1).rounded(.up)) + 1
    stamps = [[Float]?](repeating: nil, count: Self.subpixels * Self.subpixels)
  }

  mutating func stamp(x: Double, y: Double) {
    let (x, y) = ((x - left) * density, (y - top) * density)
    let (column, row) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
    let (firstColumn, firstRow) = (column - side / 2, row - side / 2)
    let columns = max(firstColumn, 0)..<max(min(firstColumn + side, width), max(firstColumn, 0))
    let rows = max(firstRow, 0)..<max(min(firstRow + side, height), max(firstRow, 0))
    guard !columns.isEmpty, !rows.isEmpty else { return }
    let across = Int((x - Double(column)) * Double(Self.subpixels))
    let down = Int((y - Double(row)) * Double(Self.subpixels))
    let stamp = stamps[down * Self.subpixels + across] ?? draw(across, down)
    stamp.withUnsafeBufferPointer { stamp in
      clear.withUnsafeMutableBufferPointer { clear in
        for row in rows {
          let source = (row - firstRow) * side - firstColumn
          for column in columns { clear[row * width + column] *= stamp[source + column] }
        }
      }
    }
  }

  /// Draws the mark whose center is the given numbers of eighths into the pixel in the middle.
  private mutating func draw(_ across: Int, _ down: Int) -> [Float] {
    var stamp = [Float](repeating: 1, count: side * side)
    let image = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(side), Int32(side))
    defer { cairo_surface_destroy(image) }
    guard let image, let bytes = cairo_image_surface_get_data(image) else { return stamp }
    let canvas = Canvas(surface: image, dpi: 72, isRaster: true)
    func center(_ part: Int) -> Double {
      Double(side / 2) + (Double(part) + 0.5) / Double(Self.subpixels)
    }
    canvas.mark(marker, center(across), center(down), size: size, .black)
    cairo_surface_flush(image)
    let stride = Int(cairo_image_surface_get_stride(image))
    for row in 0..<side {
      for column in 0..<side {
        let covered = Double(bytes[row * stride + column]) / 255
        stamp[row * side + column] = Float(1 - opacity * covered)
      }
    }
    stamps[down * Self.subpixels + across] = stamp
    return stamp
  }
}
