import Foundation

/// Saves the model after epochs: all of them, or only those that were better than all before.
///
/// ```swift
/// let best = ModelCheckpoint("best.json", monitor: "val_loss", saveBestOnly: true)
/// let all = ModelCheckpoint("weights-{epoch:02d}-{val_loss:.2f}.json")
/// try model.fit(x, y, epochs: 10, callbacks: [best, all], validationSplit: 0.2)
/// ```
///
/// Names in braces in the path are replaced by values of the epoch: `{epoch}`, which counts from 1,
/// and all values of the report. A colon and a Python format may follow: `02d` for at least two
/// digits, `.2f` for two decimals.
///
/// - Throws: in `fit`, `SavedModelError` if a file cannot be written, `UnknownName` if the report
///   has no value of a name.
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.ModelCheckpoint.
public final class ModelCheckpoint: Callback {
  private let path: String
  private let format: (any ModelFormat)?
  private var monitor: Monitor
  private let savesBestOnly: Bool
  private let period: Int
  private let writesMessages: Bool
  /// It is not reset when training begins: a second `fit` must not overwrite a better model of the
  /// first.
  private var best: Double?
  /// Whether the epoch that has ended is to be saved.
  private var isDue = false

  /// A callback that writes files.
  ///
  /// - Parameters:
  ///   - every: the number of epochs after which a file is written.
  ///   - format: the format of the files; nil to choose it by the path's extension.
  ///
  /// - Precondition: `every` is positive, and no format in the path asks for more than 100 digits.
  public init(
    _ path: String, monitor: String = "val_loss", saveBestOnly: Bool = false,
    mode: MonitorMode = .auto, every: Int = 1, as format: (any ModelFormat)? = nil,
    verbose: Bool = false
  ) {
    requireSteps("ModelCheckpoint", every)
    for placeholder in path.matches(of: Self.placeholder) {
      let digits = (placeholder.output.2 ?? "") + (placeholder.output.3 ?? "")
      guard digits.isEmpty || Int(digits).map({ $0 <= 100 }) ?? false else {
        misuse(
          "ModelCheckpoint", "the path '\(path)' asks for \(digits) digits",
          cure: "ask for up to 100: no file has a name of more than a few hundred characters")
      }
    }
    self.path = path
    self.format = format
    self.monitor = Monitor(monitor, mode, minDelta: 0)
    savesBestOnly = saveBestOnly
    period = every
    writesMessages = verbose
  }

  public override func trainingBegins() { monitor.findDirection(in: model) }

  public override func epochEnds(_ epoch: Int, _ report: Report) throws {
    isDue = (epoch + 1) % period == 0
    guard isDue else { return }
    if savesBestOnly {
      let value = try monitor.value(in: report)
      isDue = value.map { monitor.isBetter($0, than: best ?? monitor.worst) } ?? false
      if isDue { best = value }
    }
  }

  /// Files are written here, so that they include what all callbacks decided after the epoch, and
  /// training can be resumed from them.
  public override func epochIsComplete(_ epoch: Int, _ report: Report) throws {
    guard isDue, let model else { return }
    let name = try filled(path, epoch: epoch + 1, report)
    let url = URL(fileURLWithPath: name)
    if let format { try model.save(to: url, as: format) } else { try model.save(to: url) }
    if writesMessages { writeToStandardError("Epoch \(epoch + 1): saved to \(name)\n") }
  }

  public override var state: CallbackState {
    CallbackState(["best": monitor.saved(best ?? monitor.worst)])
  }

  public override func restore(_ state: CallbackState) throws {
    best = try monitor.best(state.reader(of: "ModelCheckpoint"))
  }

  /// A name in braces, with the number of digits or of decimals.
  private static var placeholder: Regex<(Substring, Substring, Substring?, Substring?)> {
    /\{(\w+)(?::0?(\d*)d|:\.(\d+)f)?\}/
  }

  /// The path with the names in braces replaced by values.
  private func filled(_ path: String, epoch: Int, _ report: Report) throws(UnknownName) -> String {
    var result = ""
    var rest = path[...]
    while let match = rest.firstMatch(of: Self.placeholder) {
      result += rest[..<match.range.lowerBound]
      rest = rest[match.range.upperBound...]
      let name = String(match.output.1)
      guard let value = name == "epoch" ? Double(epoch) : report[name] else {
        throw UnknownName(
          kind: "number of the epoch", name: name,
          known: ["epoch"] + report.values.map(\.name))
      }
      if let digits = match.output.3.flatMap({ Int($0) }) {
        result += String(format: "%.\(digits)f", value)
      } else if name == "epoch" {
        let digits = match.output.2.flatMap { Int($0) } ?? 0
        let number = String(epoch)
        result += String(repeating: "0", count: max(digits - number.count, 0)) + number
      } else {
        result += pythonFloatText(value)
      }
    }
    return result + rest
  }
}
