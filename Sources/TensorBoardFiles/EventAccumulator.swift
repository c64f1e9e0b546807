import Foundation
import Tapestry
import TensorFlowFormats
import TensorFlowMessages

/// The content of a run's event files, by tag.
///
/// ```swift
/// try SummaryWriter(logDirectory: "logs/again").scalar("loss", 0.5, step: 3)
/// let events = try EventAccumulator("logs/again")
/// events.scalars["loss"]!.map(\.step)  // [3]
/// events.scalars["loss"]!.map(\.value)  // [0.5]
/// ```
///
/// It reads files of TensorFlow 1 and 2, and those of a run that is still writing.
public struct EventAccumulator: Sendable {
  /// One value of a series.
  public struct Point<Value: Sendable>: Sendable {
    /// The step of training.
    public let step: Int
    /// The time at which it was written, in seconds since 1970.
    public let wallTime: Double
    /// The value.
    public let value: Value
  }

  /// Images of the same size, as encoded files.
  public struct Images: Sendable, Equatable {
    /// The width of each in pixels.
    public let width: Int
    /// The height of each in pixels.
    public let height: Int
    /// The bytes of each, usually a PNG file.
    public let files: [Data]
  }

  /// The series of numbers, by tag.
  public private(set) var scalars: [String: [Point<Double>]] = [:]
  /// The series of histograms.
  public private(set) var histograms: [String: [Point<[HistogramBucket]>]] = [:]
  /// The series of images.
  public private(set) var images: [String: [Point<Images>]] = [:]
  /// The series of texts, each of which is one or several strings.
  public private(set) var texts: [String: [Point<[String]>]] = [:]
  /// The names of the nodes of the graphs.
  public private(set) var graphNodes: [String] = []
  /// The hyperparameters of the run.
  public private(set) var hyperparameters: [String: ConfigValue] = [:]
  /// Tags with other content, and the plugin to which it belongs.
  public private(set) var others: [String: String] = [:]
  /// Whether a file ends within an event, like one that is still being written.
  public private(set) var isTorn = false

  /// The plugin of each series, which is stated only once, at its beginning.
  private var plugins: [String: String] = [:]

  /// Reads the files of a run.
  ///
  /// - Parameter logDirectory: the folder of the run; folders in it are other runs.
  /// - Throws: `FormatError` if it cannot be read, has no event file, or one that is damaged.
  public init(_ logDirectory: String) throws {
    let folder = URL(fileURLWithPath: logDirectory)
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.contains("tfevents") }
        // By the numbers in the names: file 10 of a second was begun after file 9.
        .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    } catch {
      throw FormatError(
        logDirectory, "the folder cannot be read: \((error as NSError).localizedDescription)",
        cure: "give the folder of a run")
    }
    guard !names.isEmpty else {
      throw FormatError(
        logDirectory, "it has no file whose name contains 'tfevents'",
        cure: "give the folder of one run: \(logDirectory)/train, say")
    }
    for name in names { try read(folder.appendingPathComponent(name)) }
  }

  private mutating func read(_ file: URL) throws {
    let (records, endsWithin) = try EventRecords.split(Data(mapping: file), at: file.path)
    if endsWithin { isTorn = true }
    for (index, record) in records.enumerated() {
      let location = "\(file.path), event \(index)"
      let event = try Tensorflow_Event(Data(record), at: location)
      switch event.what {
      case .graphDef(let bytes):
        graphNodes += try Tensorflow_GraphDef(bytes, at: location).node.map(\.name)
      case .summary(let summary):
        for value in summary.value { try read(value, event, "\(location), tag '\(value.tag)'") }
      case .fileVersion, nil: break
      }
    }
  }

  private mutating func read(
    _ value: Tensorflow_Summary.Value, _ event: Tensorflow_Event, _ location: String
  ) throws {
    let tag = value.tag
    func point<Value>(_ value: Value) -> Point<Value> {
      Point(step: Int(event.step), wallTime: event.wallTime, value: value)
    }
    switch value.value {
    case .simpleValue(let number): scalars[tag, default: []].append(point(Double(number)))
    case .histo(let histogram):
      histograms[tag, default: []].append(point(HistogramBucket.buckets(of: histogram)))
    case .image(let image):
      let images = Images(
        width: Int(image.width), height: Int(image.height), files: [image.encodedImageString])
      self.images[tag, default: []].append(point(images))
    case .tensor(let tensor):
      let stated = value.metadata.pluginData
      let plugin = stated.pluginName.isEmpty ? plugins[tag] ?? "" : stated.pluginName
      plugins[tag] = plugin
      switch plugin {
      case "scalars":
        let number = try tensor.tensor(at: location)
        guard number.count == 1 else { throw Self.invalid(location, "\(number.count) numbers") }
        scalars[tag, default: []].append(
          point(cast(number, to: .float64).scalars(as: Double.self)[0]))
      case "histograms":
        let rows = try tensor.tensor(at: location)
        guard rows.rank == 2, rows.shape[1] == 3 else {
          throw Self.invalid(location, "a histogram of shape \(rows.shape)")
        }
        let numbers = cast(rows, to: .float64).scalars(as: Double.self)
        let buckets = (0..<rows.shape[0]).map {
          HistogramBucket(
            left: numbers[3 * $0], right: numbers[3 * $0 + 1], count: numbers[3 * $0 + 2])
        }
        histograms[tag, default: []].append(point(buckets))
      case "images":
        let parts = tensor.stringVal
        let sizes = parts.prefix(2).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard sizes.count == 2, sizes[0] >= 0, sizes[1] >= 0 else {
          throw Self.invalid(location, "images without their size")
        }
        let images = Images(width: sizes[0], height: sizes[1], files: Array(parts.dropFirst(2)))
        self.images[tag, default: []].append(point(images))
      case "text":
        texts[tag, default: []].append(
          point(tensor.stringVal.map { String(decoding: $0, as: UTF8.self) }))
      case "hparams":
        let content = try Tensorflow_HParamsPluginData(stated.content, at: location)
        for (name, value) in content.sessionStartInfo.hparams {
          switch value.kind {
          case .boolValue(let flag): hyperparameters[name] = .bool(flag)
          case .numberValue(let number): hyperparameters[name] = .double(number)
          case .stringValue(let text): hyperparameters[name] = .string(text)
          default: break
          }
        }
      default: others[tag] = plugin
      }
    case nil: others[tag] = value.metadata.pluginData.pluginName
    }
  }

  private static func invalid(_ location: String, _ problem: String) -> FormatError {
    FormatError(location, "it has \(problem)", cure: "the file is damaged: write it again")
  }
}

extension HistogramBucket {
  /// The buckets of TensorFlow 1, which stores the right edge of each. The outermost edges are the
  /// largest numbers, so the values' own limits are used instead.
  fileprivate static func buckets(of message: Tensorflow_HistogramProto) -> [HistogramBucket] {
    var left = message.min
    return zip(message.bucketLimit, message.bucket).map { limit, count in
      let right = Swift.max(Swift.min(limit, message.max), left)
      defer { left = right }
      return HistogramBucket(left: left, right: right, count: count)
    }
  }
}
