import FileAccess
import Foundation
import Synchronization
import Tapestry
import TensorFlowFormats
import TensorFlowMessages

/// Writes what TensorBoard shows: scalars, histograms, images, texts, graphs and hyperparameters.
///
/// ```swift
/// let writer = try SummaryWriter(logDirectory: "logs/first")
/// for step in 0..<100 { try writer.scalar("loss", 1 / Double(step + 1), step: step) }
/// try writer.text("notes", "**seed 22**", step: 0)
/// ```
///
/// Then run `tensorboard --logdir logs` and open http://localhost:6006 in a browser. Each folder is
/// a run; runs that are shown together are in a common folder. Each call adds one event to the file
/// at once, so that it can be looked at while the program runs, and is kept if the program is
/// killed.
///
/// - **Source:** document 002, TensorBoard; TensorFlow 2.1, tf.summary.
public final class SummaryWriter {
  /// The folder of the run.
  public let logDirectory: String
  private let path: String
  private let descriptor: Int32
  /// The number of bytes in the file, all of them in complete records.
  private var size = 0
  private var latestTime = 0.0

  /// Distinguishes the files that this program writes in the same second. Names have it with six
  /// digits, since TensorBoard reads a folder's files in the order of their names as strings, in
  /// which 10 comes before 9.
  private static let fileCount = Atomic(0)

  /// Makes the folder and a new file in it.
  ///
  /// - Throws: `FormatError` if they cannot be made.
  public init(logDirectory: String) throws {
    self.logDirectory = logDirectory
    let fileIndex = Self.fileCount.add(1, ordering: .relaxed).oldValue
    let seconds = Int(Date().timeIntervalSince1970)
    let digits = String(fileIndex)
    let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    let name = "events.out.tfevents.\(seconds).\(Self.host).\(getpid()).\(padded).v2"
    path = logDirectory + "/" + name
    do {
      try WholeFile.makeFolder(for: path)
    } catch {
      throw FormatError(path, "its folder cannot be made: \(error.problem)", cure: error.cure)
    }
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.error(path) }
    var event = Tensorflow_Event()
    event.fileVersion = "brain.Event:2"
    try add(event)
  }

  deinit { close(descriptor) }

  /// Writes one number of a series.
  ///
  /// ```swift
  /// try writer.scalar("mse/train", 17.5, step: 10)
  /// ```
  ///
  /// - Parameters:
  ///   - tag: the name of the series; parts before a `/` group series.
  ///   - step: the step of training.
  /// - Throws: `FormatError` if the file cannot be written, as do all other methods here.
  public func scalar(_ tag: String, _ value: Double, step: Int) throws {
    try add(
      tag, Tensorflow_TensorProto(Tensor(Float(value))), plugin: "scalars", .scalar, step: step)
  }

  /// Writes a text, which TensorBoard renders as Markdown.
  ///
  /// ```swift
  /// try writer.text("notes", "trained on **boston**", step: 0)
  /// ```
  public func text(_ tag: String, _ text: String, step: Int) throws {
    try add(
      tag, Tensorflow_TensorProto(strings: [Data(text.utf8)], shape: []), plugin: "text", .tensor,
      step: step)
  }

  // MARK: - Events

  /// Writes an event about a tag.
  func add(
    _ tag: String, _ tensor: Tensorflow_TensorProto, plugin: String, content: Data = Data(),
    _ kind: Tensorflow_DataClass, step: Int
  ) throws {
    var value = Tensorflow_Summary.Value()
    value.tag = tag
    value.tensor = tensor
    value.metadata.pluginData.pluginName = plugin
    value.metadata.pluginData.content = content
    value.metadata.dataClass = kind
    var event = Tensorflow_Event()
    event.step = Int64(step)
    event.summary.value = [value]
    try add(event)
  }

  /// Adds an event to the file.
  func add(_ event: Tensorflow_Event) throws {
    var event = event
    // A clock may be set back, which TensorBoard would take for a restart of the training.
    latestTime = Swift.max(latestTime, Date().timeIntervalSince1970)
    event.wallTime = latestTime
    let record = EventRecords.framed(Array(try event.bytes(for: path)))
    var rest = record[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let error = Self.error(path)
        // An incomplete record would hide everything that is written later.
        ftruncate(descriptor, off_t(size))
        throw error
      }
      rest = rest.dropFirst(count)
    }
    size += record.count
  }

  private static func error(_ path: String) -> FormatError {
    let problem = FileProblem(path: path, code: errno)
    return FormatError(path, problem.problem, cure: problem.cure)
  }

  /// The machine's name. Foundation's `ProcessInfo.hostName` may wait for the network.
  private static let host: String = {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "host" }
    let name = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: name, as: UTF8.self).replacing("/", with: "_")
  }()
}

extension Tensorflow_TensorProto {
  /// A message that contains strings.
  init(strings: [Data], shape: [Int]) {
    self.init()
    dtype = .dtString
    tensorShape = Tensorflow_TensorShapeProto(shape)
    stringVal = strings
  }
}
