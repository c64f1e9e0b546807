import CCairo
import Foundation
import TestSupport
import Testing

@testable import Plots

/// An image decoded by Cairo's own PNG reader.
struct Picture {
  let width: Int
  let height: Int
  private let pixels: [UInt32]

  init(_ png: Data) throws {
    final class Source {
      var bytes: Data.SubSequence
      init(_ bytes: Data) { self.bytes = bytes[...] }
    }
    let source = Source(png)
    let surface = withExtendedLifetime(source) {
      cairo_image_surface_create_from_png_stream(
        { closure, target, count in
          let source = Unmanaged<Source>.fromOpaque(closure!).takeUnretainedValue()
          guard source.bytes.count >= Int(count) else { return CAIRO_STATUS_READ_ERROR }
          source.bytes.prefix(Int(count)).copyBytes(to: target!, count: Int(count))
          source.bytes = source.bytes.dropFirst(Int(count))
          return CAIRO_STATUS_SUCCESS
        }, Unmanaged.passUnretained(source).toOpaque())
    }
    defer { cairo_surface_destroy(surface) }
    try #require(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    let bytes = try #require(cairo_image_surface_get_data(surface))
    var pixels: [UInt32] = []
    for row in 0..<height {
      let line = UnsafeRawPointer(bytes + row * stride)
      pixels += (0..<width).map {
        line.load(fromByteOffset: 4 * $0, as: UInt32.self) & 0xFF_FFFF
      }
    }
    self.pixels = pixels
  }

  /// The color of a pixel as `0xRRGGBB`.
  subscript(x: Int, y: Int) -> UInt32 { pixels[y * width + x] }

  /// How many pixels have a color.
  func count(_ color: UInt32) -> Int { pixels.count { $0 == color } }
}

/// Checks that every text lies on the page and that none touches another.
func expectReadable(_ figure: Figure, _ location: SourceLocation = #_sourceLocation) throws {
  let page = Box(
    left: 0, top: 0, right: figure.width * figure.dpi, bottom: figure.height * figure.dpi)
  let texts = try figure.placedTexts()
  for (index, one) in texts.enumerated() {
    #expect(page.contains(one.box), "\"\(one.text)\" leaves the page", sourceLocation: location)
    for other in texts[..<index] {
      // Boxes have a little air around the ink.
      #expect(
        !one.box.insetBy(1).intersects(other.box.insetBy(1)),
        "\"\(one.text)\" touches \"\(other.text)\"", sourceLocation: location)
    }
  }
}

/// A directory that exists while `body` runs.
func withDirectory(_ body: (URL) throws -> Void) throws {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("plots-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  try body(directory)
}

extension Canvas {
  /// A canvas on which texts are measured as on a PNG of 100 dots per inch.
  static func forMeasuring() -> Canvas {
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1)!
    defer { cairo_surface_destroy(surface) }
    return Canvas(surface: surface, dpi: 100, isRaster: true)
  }
}

extension Color {
  /// The color as `0xRRGGBB`.
  var hex: UInt32 {
    [red, green, blue].reduce(0) { $0 << 8 | UInt32(($1 * 255).rounded()) }
  }
}
