/// A callback, which is called at each stage of training and can act on it.
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
/// To end training, set `model.stopsTraining`.
///
/// It is a class with empty methods and not a protocol, so that a callback overrides only those
/// that it needs, and has a property for its model.
open class Callback {
  /// The model that is trained.
  public internal(set) weak var model: Model?

  /// A callback.
  public init() {}

  /// Training begins.
  open func trainingBegins() throws {}
  /// Training has ended; `history` holds the results of each epoch.
  open func trainingEnds(_ history: History) throws {}
  /// An epoch begins.
  open func epochBegins(_ epoch: Int) throws {}
  /// Adds the callback's own values to the report of an epoch, before callbacks and history are
  /// given it.
  open func complete(_ report: inout Report) {}
  /// An epoch has ended.
  open func epochEnds(_ epoch: Int, _ report: Report) throws {}
  /// All callbacks have been told that an epoch has ended: the moment to save the training state,
  /// including what they decided.
  open func epochIsComplete(_ epoch: Int, _ report: Report) throws {}
  /// The state that the callback needs to resume training; empty if it has none. It is saved with
  /// the model.
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
  /// Resumes training: restores what `state` returned. Called after `trainingBegins`.
  ///
  /// - Throws: an error if the state is not one of this callback.
  open func restore(_ state: CallbackState) throws {}
  /// A batch begins; `total` is the number of batches in an epoch, if it is known.
  open func batchBegins(_ batch: Int, of total: Int?) throws {}
  /// A batch has ended; the report covers the epoch so far.
  open func batchEnds(_ batch: Int, _ report: Report) throws {}
}

/// The state of a callback during training.
///
/// ```swift
/// CallbackState(["waited": 2]).numbers  // {'waited': 2}
/// ```
public struct CallbackState: Sendable, Equatable {
  /// Numbers and strings, by name.
  public var numbers: Config
  /// Tensors, by name.
  public var tensors: [NamedTensor]

  /// A state of numbers and tensors.
  public init(_ numbers: Config = [:], tensors: [NamedTensor] = []) {
    self.numbers = numbers
    self.tensors = tensors
  }

  /// A reader of the numbers.
  ///
  /// ```swift
  /// try CallbackState(["waited": 2]).reader(of: "Patience").int("waited")  // 2
  /// ```
  ///
  /// - Parameter object: the callback's class, for messages.
  public func reader(of object: String) -> ConfigReader { ConfigReader(numbers, of: object) }
}

/// How much training prints while it runs, on standard error.
public enum Verbosity: Sendable {
  /// Nothing.
  case silent
  /// A progress bar for each epoch on a terminal; elsewhere a line.
  case progress
  /// A line for each epoch.
  case lines
}
