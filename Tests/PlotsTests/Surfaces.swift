import CCairo

/// A surface of pixels, all of them transparent.
func cairo(width: Int32, height: Int32) -> OpaquePointer {
  cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)
}

/// The bytes of a surface, which is destroyed.
func bytes(of surface: OpaquePointer) -> [UInt8] {
  defer { cairo_surface_destroy(surface) }
  cairo_surface_flush(surface)
  let count = Int(cairo_image_surface_get_stride(surface) * cairo_image_surface_get_height(surface))
  guard let start = cairo_image_surface_get_data(surface) else { return [] }
  return Array(UnsafeBufferPointer(start: start, count: count))
}
