import Foundation
import Tapestry

/// What a section writes on: it carries the seed, takes the figures and compares numbers.
///
/// A section prints its text with `print`; only what `print` cannot do is here.
///
/// ```swift
/// func gradients(_ page: Page) throws {
///   let (a, b) = (Float(8), Float(3))
///   print(a, b)
///   page.check("004.ch1.grad_ab", [a, b])
/// }
/// ```
public final class Page {
  /// The seed for what the documents draw without one; `--seed` sets it.
  ///
  /// ```swift
  /// setSeed(page.seed)
  /// ```
  public let seed: Int

  /// Whether the section is shown, or only runs because a later section continues its random
  /// numbers.
  let isShown: Bool
  private let chapter: String
  private let folder: FigureFolder
  private(set) var checks: [CheckedNumber] = []

  init(seed: Int, chapter: String, folder: FigureFolder, isShown: Bool) {
    self.seed = seed
    self.chapter = chapter
    self.folder = folder
    self.isShown = isShown
  }

  /// Writes a figure to `NAME.png` in the folder for figures.
  ///
  /// ```swift
  /// try page.figure("loss", Figure.line(losses))
  /// ```
  ///
  /// Throws: when the folder cannot be made or the file cannot be written; let it end the section.
  /// Traps: when the name is not a file's, or taken in this chapter.
  public func figure(_ name: String, _ figure: some ChapterFigure) throws {
    folder.claim(name)
    guard isShown else { return }
    note("wrote \(try folder.write(name, figure))")
  }

  /// Writes a figure of what was measured, such as times, to `NAME.png`.
  ///
  /// ```swift
  /// try page.measuredFigure("speed", Figure.line(sizes, microseconds))
  /// ```
  ///
  /// Measured numbers differ in every run and on every machine, so the figure's data say only that:
  /// a test sees that the picture is there and not blank. Whatever can be repeated belongs into
  /// `figure(_:_:)`, whose numbers are compared.
  ///
  /// Throws, Traps: as `figure(_:_:)`.
  public func measuredFigure(_ name: String, _ figure: some ChapterFigure) throws {
    try self.figure(name, MeasuredFigure(figure: figure))
  }

  /// Compares a value with the number of that id in the documents, for the table at the end.
  ///
  /// ```swift
  /// page.check("004.ch1.linreg.loss.100", loss)
  /// ```
  ///
  /// Shapes: the document's, or the same elements in a flat array.
  /// Traps: when no document has a number of that id.
  @discardableResult
  public func check(_ id: String, _ value: some ComparableWithDocuments) -> Verdict {
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

  /// Says something to the person who waits: a path, a time, a step. It goes to standard error,
  /// because a chapter's standard output is the same in every run.
  ///
  /// ```swift
  /// page.note("trained in \(seconds) s")
  /// ```
  public func note(_ text: String) {
    guard isShown else { return }
    writeToStandardError("\(chapter): \(text)\n")
  }

  /// Shows how far a long loop has come, on a terminal and only there.
  ///
  /// ```swift
  /// for step in 0..<3000 {
  ///   page.progress("training", step + 1, of: 3000)
  /// }
  /// ```
  public func progress(_ label: String, _ step: Int, of total: Int) {
    guard isShown, total > 0, standardErrorIsTerminal else { return }
    // Once for each percent: a terminal is slower than a step of the loop.
    let percent = step * 100 / total
    guard step == total || percent != (step - 1) * 100 / total else { return }
    writeToStandardError(
      "\r\(chapter): \(label) \(percent) %" + (step >= total ? "\n" : ""))
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

/// The time since a moment, for a person.
func seconds(since start: ContinuousClock.Instant) -> String {
  String(format: "%.3f s", (ContinuousClock.now - start) / Duration.seconds(1))
}
