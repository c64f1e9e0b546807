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
/// A class with empty methods and not a protocol, so that a callback writes only those that it
/// needs, and is told which model it belongs to.
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
  /// All callbacks have heard that an epoch has ended: the place to save the training, with what
  /// they decided.
  open func epochIsComplete(_ epoch: Int, _ report: Report) throws {}
  /// What the callback needs to go on with a training that was interrupted; empty if it remembers
  /// nothing. It is saved with the model.
  ///
  /// ```swift
  /// final class Patience: Callback {
  ///   private var waited = 0
  ///   override var state: CallbackState { CallbackState(["waited": .int(waited)]) }
  ///   override func restore(_ state: CallbackState) throws {
  ///     waited = try state.reader(of: "Patience").int("waited")
  ///   }
  /// }
  /// ```
  open var state: CallbackState { CallbackState() }
  /// Goes on with a training: takes back what `state` gave, after `trainingBegins`.
  ///
  /// - Throws: an error if the state is none of this callback.
  open func restore(_ state: CallbackState) throws {}
  /// A batch begins; `total` is how many an epoch has, if that is known.
  open func batchBegins(_ batch: Int, of total: Int?) throws {}
  /// A batch has ended; the report is over the epoch so far.
  open func batchEnds(_ batch: Int, _ report: Report) throws {}
}

/// What a callback remembers of a training.
///
/// ```swift
/// CallbackState(["waited": 2]).numbers  // {'waited': 2}
/// ```
public struct CallbackState: Sendable, Equatable {
  /// Numbers and texts under names.
  public var numbers: Config
  /// Tensors under names.
  public var tensors: [NamedTensor]

  /// What a callback remembers.
  public init(_ numbers: Config = [:], tensors: [NamedTensor] = []) {
    self.numbers = numbers
    self.tensors = tensors
  }

  /// What reads the numbers.
  ///
  /// ```swift
  /// try CallbackState(["waited": 2]).reader(of: "Patience").int("waited")  // 2
  /// ```
  ///
  /// - Parameter object: the callback's class, for messages.
  public func reader(of object: String) -> ConfigReader { ConfigReader(numbers, of: object) }
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
