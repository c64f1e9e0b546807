/// What a page requires of a figure: that it can draw itself into a file, and that its data can be
/// read.
///
/// A protocol, not the type of the plotting module, so that a chapter can also show images from
/// other sources, and so that the course's tests need no drawing library.
///
/// ```swift
/// struct Dot: ChapterFigure {
///   func write(to path: String) throws { try pngOfADot.write(to: URL(filePath: path)) }
///   var dataText: String { "dot at 0 0" }
/// }
/// ```
public protocol ChapterFigure {
  /// Draws the figure into a file; the path's extension names the format.
  func write(to path: String) throws
  /// Everything that the figure shows, as text that can be compared.
  var dataText: String { get }
}

/// A figure whose numbers differ from run to run.
struct MeasuredFigure<Figure: ChapterFigure>: ChapterFigure {
  let figure: Figure

  func write(to path: String) throws { try figure.write(to: path) }

  var dataText: String { "measured: the numbers differ from run to run\n" }
}
