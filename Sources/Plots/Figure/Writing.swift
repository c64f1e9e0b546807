import CCairo
import FileAccess
import Foundation

extension Figure {
  /// Draws the figure into a file whose extension chooses the format: PNG, SVG or PDF.
  ///
  /// Missing directories are created. The file appears whole or not at all: it is written under a
  /// temporary name first.
  ///
  /// ```swift
  /// try figure.write(to: "Figures/loss.png")
  /// ```
  ///
  /// - Throws: `FigureError`, which names the file and the cure.
  public func write(to path: String) throws(FigureError) {
    try write(to: URL(fileURLWithPath: path))
  }

  /// Draws the figure into a file whose extension chooses the format: PNG, SVG or PDF.
  ///
  /// ```swift
  /// try figure.write(to: directory.appendingPathComponent("loss.svg"))
  /// ```
  ///
  /// - Throws: `FigureError`, which names the file and the cure.
  public func write(to url: URL) throws(FigureError) {
    guard let format = Format(rawValue: url.pathExtension.lowercased()) else {
      throw .unknownExtension(path: url.path, extension: url.pathExtension)
    }
    let bytes = try bytes(as: format)
    do {
      try WholeFile.makeFolder(for: url.path)
      try WholeFile.write(bytes, to: url.path)
    } catch {
      throw .cannotWrite(path: url.path, reason: error.problem, cure: error.cure)
    }
  }

  /// The formats that Cairo writes, by extension.
  package enum Format: String, CaseIterable {
    case png, svg, pdf
  }

  /// The figure as the contents of a file.
  package func bytes(as format: Format) throws(FigureError) -> Data {
    try draw(as: format).bytes
  }

  /// The texts of the figure and their positions on the page, in pixels.
  func placedTexts(as format: Format = .png) throws(FigureError) -> [Canvas.PlacedText] {
    try draw(as: format).texts
  }

  /// Cairo's image surfaces address pixels with 16 bits.
  private static let largestSide = 32_767

  private func draw(
    as format: Format
  ) throws(FigureError) -> (bytes: Data, texts: [Canvas.PlacedText]) {
    let (width, height) = ((width * dpi).rounded(), (height * dpi).rounded())
    let limit = Double(Self.largestSide)
    guard width <= limit, height <= limit, width * height < 4e8 else {
      throw .tooLarge(width: width, height: height, limit: Self.largestSide)
    }
    let sink = Sink()
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    let (wide, high) = (self.width * 72, self.height * 72)
    let surface =
      switch format {
      case .png:
        cairo_image_surface_create(
          CAIRO_FORMAT_RGB24, Int32(max(width, 1)), Int32(max(height, 1)))
      case .svg: cairo_svg_surface_create_for_stream(Sink.receive, closure, wide, high)
      case .pdf: cairo_pdf_surface_create_for_stream(Sink.receive, closure, wide, high)
      }
    guard let surface else { throw .cannotDraw(reason: "out of memory") }
    defer { cairo_surface_destroy(surface) }
    try check(cairo_surface_status(surface))

    let canvas = Canvas(surface: surface, dpi: dpi, isRaster: format == .png)
    try Painter(canvas: canvas).draw(self)
    try check(cairo_status(canvas.pen))
    if format == .png {
      cairo_surface_flush(surface)
      try check(cairo_surface_write_to_png_stream(surface, Sink.receive, closure))
    } else {
      cairo_surface_finish(surface)
      try check(cairo_surface_status(surface))
    }
    return withExtendedLifetime(sink) { (sink.bytes, canvas.texts) }
  }

  private func check(_ status: cairo_status_t) throws(FigureError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw .cannotDraw(reason: String(cString: cairo_status_to_string(status)))
  }
}

/// Collects what Cairo writes.
private final class Sink {
  var bytes = Data()

  static let receive: cairo_write_func_t = { closure, data, count in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue().bytes.append(data, count: Int(count))
    return CAIRO_STATUS_SUCCESS
  }
}
