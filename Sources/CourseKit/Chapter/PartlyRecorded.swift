/// A figure that is drawn completely but compared only in part.
struct PartlyRecordedFigure<Figure: ChapterFigure, Part: ChapterFigure>: ChapterFigure {
  let figure: Figure
  let part: Part

  func write(to path: String) throws { try figure.write(to: path) }

  var dataText: String {
    "a part of the figure: the rest differs from processor to processor\n" + part.dataText
  }
}

extension Page {
  /// Writes a figure to `NAME.png`, and records only a part of its data.
  ///
  /// ```swift
  /// try page.figure("momentum", history.plot(), recording: history.head(3).plot())
  /// ```
  ///
  /// It is for chaotic computations: change the last digit of one number, and after some hundred
  /// steps all digits differ. The alternative, a tolerance wide enough for the end, would accept
  /// any curve; the beginning can be compared tightly.
  ///
  /// - Throws: as `figure(_:_:)` does.
  public func figure(
    _ name: String, _ figure: some ChapterFigure, recording part: some ChapterFigure
  ) throws {
    try self.figure(name, PartlyRecordedFigure(figure: figure, part: part))
  }
}
