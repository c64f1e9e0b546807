import Foundation

/// Writes the model into a file after epochs, all of them or those that were better than all
/// before.
///
/// ```swift
/// let best = ModelCheckpoint("best.json", monitor: "val_loss", saveBestOnly: true)
/// let all = ModelCheckpoint("weights-{epoch:02d}-{val_loss:.2f}.json")
/// try model.fit(x, y, epochs: 10, callbacks: [best, all], validationSplit: 0.2)
/// ```
///
/// Names in braces become numbers of the epoch: `{epoch}`, which counts from 1, and all that is
/// measured; after a colon, in Python's way, how many digits: `02d` for at least two, `.2f` for two
/// behind the point.
///
/// - Throws: in `fit`, `SavedModelError` if a file cannot be written, `UnknownName` if nothing is
///   measured under a name.
/// - **Source:** Keras 2.1.0, tf.keras.callbacks.ModelCheckpoint.
public final class ModelCheckpoint: Callback {
  private let path: String
  private let format: (any ModelFormat)?
  private var monitor: Monitor
  private let savesBestOnly: Bool
  private let period: Int
  private let writesMessages: Bool
  /// Not reset when a training begins: a second `fit` must not replace a better model of the first.
  private var best: Double?
  /// Whether the epoch that has ended is to be saved.
  private var isDue = false

  /// A callback that writes files.
  ///
  /// - Parameters:
  ///   - every: after how many epochs a file is written.
  ///   - format: that of the files; nil chooses by the extension of the path.
  ///
  /// - Precondition: `every` is positive.
  public init(
    _ path: String, monitor: String = "val_loss", saveBestOnly: Bool = false,
    mode: MonitorMode = .auto, every: Int = 1, as format: (any ModelFormat)? = nil,
    verbose: Bool = false
  ) {
    requireSteps("ModelCheckpoint", every)
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
      isDue = monitor.isBetter(value, than: best ?? monitor.worst)
      if isDue { best = value }
    }
  }

  /// Only now: with what all callbacks decided after the epoch the training can go on from the
  /// file.
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

  /// The path with numbers in the place of what stands in braces.
  private func filled(_ path: String, epoch: Int, _ report: Report) throws(UnknownName) -> String {
    var result = ""
    var rest = path[...]
    while let match = rest.firstMatch(of: /\{(\w+)(?::0?(\d*)d|:\.(\d+)f)?\}/) {
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
