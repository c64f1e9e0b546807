import CCairo

/// Pen strokes on a small image of gray pixels.
///
/// ```swift
/// let seven = GrayPicture(
///   width: 28, height: 28, strokes: [[(6, 4), (21, 4), (12, 24)]], lineWidth: 3)
/// seven.pixels[4 * 28 + 10]  // 255: the pen covers the whole pixel
/// ```
///
/// It is data, such as the input of a network, and not part of a page. It has no text, since fonts
/// differ from machine to machine.
public struct GrayPicture: Sendable {
  /// The number of columns of pixels.
  public let width: Int
  /// The number of rows of pixels.
  public let height: Int
  /// How much of each pixel the pen covers, from 0 to 255, row by row from the top.
  public let pixels: [UInt8]

  /// Draws lines through points, with round ends and corners.
  ///
  /// - **Units:** pixels; (0, 0) is the upper left corner of the first one.
  /// - Precondition: both sides are from 1 to 32767 pixels, and the line's width is positive.
  public init(
    width: Int, height: Int, strokes: [[(x: Double, y: Double)]], lineWidth: Double
  ) {
    guard (1...32_767).contains(width), (1...32_767).contains(height), lineWidth > 0 else {
      misuse(
        "GrayPicture", "\(width) by \(height) pixels, lines \(lineWidth) pixels wide",
        cure: "give sides between 1 and 32767 pixels, and lines some width")
    }
    self.width = width
    self.height = height
    let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(width), Int32(height))
    defer { cairo_surface_destroy(surface) }
    let pen = cairo_create(surface)
    defer { cairo_destroy(pen) }
    cairo_set_line_cap(pen, CAIRO_LINE_CAP_ROUND)
    cairo_set_line_join(pen, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_width(pen, lineWidth)
    for stroke in strokes {
      cairo_new_sub_path(pen)
      for point in stroke { cairo_line_to(pen, point.x, point.y) }
    }
    // In a single stroke, so that the ink does not get darker where lines cross.
    cairo_stroke(pen)
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    guard let bytes = cairo_image_surface_get_data(surface) else {
      misuse(
        "GrayPicture", "no memory for \(width) by \(height) pixels", cure: "draw a smaller one")
    }
    pixels = [UInt8](unsafeUninitializedCapacity: width * height) { buffer, count in
      for row in 0..<height {
        (buffer.baseAddress! + row * width).initialize(from: bytes + row * stride, count: width)
      }
      count = width * height
    }
  }
}
