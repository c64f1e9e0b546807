/// Hears of each step of a training, and can act on it.
///
/// ```swift
/// final class Printer: Callback {
///   override func epochEnds(_ epoch: Int, _ report: Report) {
///     print(epoch, report["loss"]!)
///   }
/// }
/// try model.fit(x, y, epochs: 10, callbacks: [Printer()])
/// ```
///
/// To end the training, set `model.stopsTraining`.
///
/// A class with empty methods and not a protocol, so that a callback writes only those that it needs,
/// and is told which model it belongs to.
open class Callback {
  /// The model that is trained.
  public internal(set) weak var model: Model?

  /// A callback.
  public init() {}

  /// Training begins.
  open func trainingBegins() throws {}
  /// Training has ended; `history` holds what each epoch measured.
  open func trainingEnds(_ history: History) throws {}
  /// An epoch begins.
  open func epochBegins(_ epoch: Int) throws {}
  /// Adds what the callback itself knows of an epoch to the report of it, before callbacks and
  /// history are given it.
  open func complete(_ report: inout Report) {}
  /// An epoch has ended.
  open func epochEnds(_ epoch: Int, _ report: Report) throws {}
  /// A batch begins; `total` is how many an epoch has, if that is known.
  open func batchBegins(_ batch: Int, of total: Int?) throws {}
  /// A batch has ended; the report is over the epoch so far.
  open func batchEnds(_ batch: Int, _ report: Report) throws {}
}

/// How much a training tells while it runs, on standard error.
public enum Verbosity: Sendable {
  /// Nothing.
  case silent
  /// A bar for each epoch on a terminal; elsewhere a line.
  case progress
  /// A line for each epoch.
  case lines
}
