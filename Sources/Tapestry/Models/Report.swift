/// A report of the loss and the metrics, by name, in a fixed order.
///
/// ```swift
/// let report = try model.evaluate(x, y)
/// for (name, value) in report.values { print(name, value) }
/// ```
public struct Report: Sendable, Hashable, CustomStringConvertible {
  private var names: [String] = []
  private var numbers: [Double] = []
  /// Whether there are validation data that the epoch was not validated with.
  var awaitsValidation = false

  /// An empty report.
  public init() {}

  /// The names and values.
  public var values: [(name: String, value: Double)] {
    zip(names, numbers).map { ($0, $1) }
  }

  /// The report as a Python dictionary: `{'loss': 0.25, 'mae': 0.5}`.
  public var description: String {
    "{" + values.map { "'\($0.name)': \(pythonFloatText($0.value))" }.joined(separator: ", ") + "}"
  }

  /// The value under a name; nil if there is none.
  public subscript(name: String) -> Double? {
    get { names.firstIndex(of: name).map { numbers[$0] } }
    set {
      if let index = names.firstIndex(of: name) {
        if let newValue {
          numbers[index] = newValue
        } else {
          names.remove(at: index)
          numbers.remove(at: index)
        }
      } else if let newValue {
        names.append(name)
        numbers.append(newValue)
      }
    }
  }
}

/// The loss and the metrics of each epoch of a training run.
///
/// ```swift
/// let history = try model.fit(x, y, epochs: 100)
/// history["loss"]      // 100 numbers
/// history.epochs       // 0, 1, …, 99
/// ```
///
/// - **Source:** book, chapter 3, section 1; document 001, utilizing tf.keras for training.
public final class History {
  /// The indices of the epochs.
  public private(set) var epochs: [Int] = []
  private var columns: [String: [Double]] = [:]
  /// The names of the values, in the order of the reports.
  public private(set) var names: [String] = []

  /// The values under a name, one for each epoch that was reported with it; empty if there are
  /// none. Values of a validation may be of every second epoch only, say.
  public subscript(name: String) -> [Double] { columns[name] ?? [] }

  func append(_ report: Report, epoch: Int) {
    epochs.append(epoch)
    for (name, value) in report.values {
      if columns[name] == nil { names.append(name) }
      columns[name, default: []].append(value)
    }
  }
}
