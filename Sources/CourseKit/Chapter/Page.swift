import FileAccess
import Foundation
import Tapestry

/// What a section writes to: it holds the seed, takes figures and compares numbers.
///
/// A section prints its text with `print`; the page offers only what `print` cannot do.
///
/// ```swift
/// func gradients(_ page: Page) throws {
///   let (a, b) = (Float(8), Float(3))
///   print(a, b)
///   page.check("004.ch1.grad_ab", [a, b])
/// }
/// ```
public final class Page {
  /// The seed for random numbers that the documents draw without one; `--seed` sets it.
  ///
  /// ```swift
  /// setSeed(page.seed)
  /// ```
  public let seed: Int

  /// Whether the section is shown, or only runs because a later section continues its random
  /// numbers.
  let isShown: Bool
  private let isQuiet: Bool
  private let chapter: String
  private let folder: FigureFolder
  private(set) var checks: [CheckedNumber] = []

  init(
    seed: Int, chapter: String, folder: FigureFolder, isShown: Bool, isQuiet: Bool = false
  ) {
    self.seed = seed
    self.chapter = chapter
    self.folder = folder
    self.isShown = isShown
    self.isQuiet = isQuiet
  }

  /// How much training may print to standard error: nothing if the section is not shown or
  /// `--quiet` is given.
  ///
  /// ```swift
  /// try model.fit(x, y, epochs: 5, verbose: page.verbosity)
  /// ```
  public var verbosity: Verbosity { isShown && !isQuiet ? .progress : .silent }

  /// Draws a figure, as `NAME.png` in the folder for figures.
  ///
  /// In the package's own folder an image is written only if it is missing or the figure differs
  /// from what is recorded, so that a run leaves no changes behind.
  ///
  /// ```swift
  /// try page.figure("loss", Figure.line(losses))
  /// ```
  ///
  /// - Throws: when the folder cannot be created or the file cannot be written; let the error end
  ///   the section.
  /// - Precondition: the name is a valid file name, and not yet used in this chapter.
  public func figure(_ name: String, _ figure: some ChapterFigure) throws {
    try write(name, figure, isMeasured: false)
  }

  private func write(
    _ name: String, _ figure: some ChapterFigure, isMeasured: Bool
  ) throws {
    folder.claim(name)
    guard isShown else { return }
    try folder.write(name, figure, isMeasured: isMeasured)
  }

  /// Writes a figure of measurements, such as times, to `NAME.png`.
  ///
  /// ```swift
  /// try page.measuredFigure("speed", Figure.line(sizes, microseconds))
  /// ```
  ///
  /// Measured numbers differ in every run and on every machine, so the figure's data state only
  /// this; a test checks that the image exists and is not blank. In the package's own folder it is
  /// written on request, with `--redraw`. Whatever is reproducible belongs in `figure(_:_:)`, whose
  /// numbers are compared.
  ///
  /// - Throws: as `figure(_:_:)` does.
  public func measuredFigure(_ name: String, _ figure: some ChapterFigure) throws {
    try write(name, MeasuredFigure(figure: figure), isMeasured: true)
  }

  /// Compares a value with the documents' number with that id, for the table at the end.
  ///
  /// ```swift
  /// page.check("004.ch1.linreg.loss.100", loss)
  /// ```
  ///
  /// - Precondition: a document has a number with that id.
  /// - **Shapes:** the document's, or the same elements in a flat array.
  @discardableResult
  public func check(_ id: String, _ value: some ComparableWithDocuments) -> NumberVerdict {
    guard let number = DocumentNumber.named(id) else {
      let guess = nearest(to: id, among: DocumentNumber.all.lazy.map(\.id))
      misuse(
        "Page.check", "no document has a number '\(id)'.",
        cure: guess.map { "did you mean '\($0)'?" } ?? "see DocumentNumbers.json for the ids")
    }
    let verdict = number.verdict(on: value)
    checks.append(CheckedNumber(number: number, value: value.documentValue, verdict: verdict))
    return verdict
  }

  /// Tells the waiting user something: a time, a step. It goes to standard error, because a
  /// chapter's standard output is the same in every run.
  ///
  /// ```swift
  /// page.note("trained in \(seconds) s")
  /// ```
  public func note(_ text: String) {
    guard isShown, !isQuiet else { return }
    writeToStandardError("\(chapter): \(text)\n")
  }

  /// Runs a long loop and shows its progress, but only on a terminal whose lines can be
  /// overwritten. The line is removed when the body ends, whether it returns or throws.
  ///
  /// ```swift
  /// try page.progress("training", of: 3000) { done in
  ///   for step in 0..<3000 {
  ///     try train()
  ///     done(step + 1)
  ///   }
  /// }
  /// ```
  @discardableResult
  public func progress<Result>(
    _ label: String, of total: Int, _ body: (_ done: (Int) -> Void) throws -> Result
  ) rethrows -> Result {
    guard isShown, !isQuiet, total > 0, Terminal.showsStyles(on: STDERR_FILENO) else {
      return try body { _ in }
    }
    var shown = -1
    defer { if shown >= 0 { writeToStandardError("\r\u{1B}[K") } }
    return try body { step in
      // Once for each percent, since a terminal is slower than a step of the loop.
      let percent = step * 100 / total
      guard percent != shown else { return }
      shown = percent
      writeToStandardError("\r\u{1B}[K\(chapter): \(label) \(percent) %")
    }
  }

  /// Runs the body and notes how long it took.
  ///
  /// ```swift
  /// let model = try page.timed("training") { try train() }
  /// ```
  @discardableResult
  public func timed<Result>(_ label: String, _ body: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    let result = try body()
    note("\(label) took \(seconds(since: start))")
    return result
  }
}

/// The time since a moment, for display.
func seconds(since start: ContinuousClock.Instant) -> String {
  String(format: "%.3f s", (ContinuousClock.now - start) / Duration.seconds(1))
}
