/// The error when a figure cannot be drawn or written.
///
/// ```swift
/// do { try figure.write(to: "loss.jpg") } catch { print(error) }
/// // cannot write loss.jpg: "jpg" is not a format of figures
/// //   cure: end the name in .png, .svg or .pdf
/// ```
public enum FigureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path's extension is not one of the figure formats.
  case unknownExtension(path: String, extension: String)
  /// The file or its directory could not be written.
  case cannotWrite(path: String, reason: String, cure: String)
  /// The page has more pixels along a side than Cairo can draw.
  case tooLarge(width: Double, height: Double, limit: Int)
  /// Cairo could not draw the page.
  case cannotDraw(reason: String)
  /// A logarithmic axis cannot show any of the values on it.
  case nothingPositive(axis: String, count: Int, largest: Double)

  /// What happened, with the values, and the cure.
  ///
  /// ```swift
  /// print(FigureError.cannotWrite(path: "a.png", reason: "the disk is full", cure: "free space"))
  /// ```
  public var description: String {
    switch self {
    case .unknownExtension(let path, let name):
      """
      cannot write \(path): \(name.isEmpty ? "it has no extension" : "\"\(name)\" is not a format of figures")
        cure: end the name in .png, .svg or .pdf
      """
    case .cannotWrite(let path, let reason, let cure):
      """
      cannot write \(path): \(reason)
        cure: \(cure)
      """
    case .tooLarge(let width, let height, let limit):
      """
      cannot draw a figure of \(width) x \(height) pixels: a side has \(limit) at most
        cure: give fewer inches or a smaller dpi
      """
    case .cannotDraw(let reason):
      """
      cannot draw the figure: \(reason)
        cure: draw fewer points, or give fewer inches or a smaller dpi
      """
    case .nothingPositive(let axis, let count, let largest):
      """
      cannot draw a logarithmic \(axis) axis: none of its \(count) values is positive, the largest \
      is \(largest)
        cure: set \(axis)Scale = .linear
      """
    }
  }
}
