import Foundation
import Tapestry
import TensorFlowFormats
import TensorFlowMessages

/// What the event files of a run hold, by tags.
///
/// ```swift
/// try SummaryWriter(logDirectory: "logs/again").scalar("loss", 0.5, step: 3)
/// let events = try EventAccumulator("logs/again")
/// events.scalars["loss"]!.map(\.step)  // [3]
/// events.scalars["loss"]!.map(\.value)  // [0.5]
/// ```
///
/// Files of TensorFlow 1 and 2 are read, and those of a run that is still writing.
public struct EventAccumulator: Sendable {
  /// One value of a series.
  public struct Point<Value: Sendable>: Sendable {
    /// How far the training was.
    public let step: Int
    /// When it was written, in seconds since 1970.
    public let wallTime: Double
    /// The value.
    public let value: Value
  }

  /// Pictures of the same size, as files.
  public struct Images: Sendable, Equatable {
    /// How many columns of pixels each has.
    public let width: Int
    /// How many rows of pixels each has.
    public let height: Int
    /// The bytes of each, most often a PNG.
    public let files: [Data]
  }

  /// The series of numbers, by tag.
  public private(set) var scalars: [String: [Point<Double>]] = [:]
  /// The series of histograms.
  public private(set) var histograms: [String: [Point<[HistogramBucket]>]] = [:]
  /// The series of pictures.
  public private(set) var images: [String: [Point<Images>]] = [:]
  /// The series of texts, each one or several.
  public private(set) var texts: [String: [Point<[String]>]] = [:]
  /// The names of the nodes of the graphs.
  public private(set) var graphNodes: [String] = []
  /// The hyperparameters of the training.
  public private(set) var hyperparameters: [String: ConfigValue] = [:]
  /// Tags that hold something else, and what it belongs to.
  public private(set) var others: [String: String] = [:]
  /// Whether a file ends within an event, as one does that is being written.
  public private(set) var isTorn = false

  /// What a series belongs to is said once, at its beginning.
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
        .filter { $0.contains("tfevents") }.sorted()
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
    let bytes: Data
    do {
      bytes = try Data(contentsOf: file, options: .mappedIfSafe)
    } catch {
      throw FormatError(
        file.path, "it cannot be read: \((error as NSError).localizedDescription)",
        cure: "ask for access")
    }
    let (records, endsWithin) = try EventRecords.split(bytes, at: file.path)
    if endsWithin { isTorn = true }
    for (number, record) in records.enumerated() {
      let place = "\(file.path), event \(number)"
      let event = try Tensorflow_Event(Data(record), at: place)
      switch event.what {
      case .graphDef(let bytes):
        graphNodes += try Tensorflow_GraphDef(bytes, at: place).node.map(\.name)
      case .summary(let summary):
        for value in summary.value { try read(value, event, "\(place), tag '\(value.tag)'") }
      case .fileVersion, nil: break
      }
    }
  }

  private mutating func read(
    _ value: Tensorflow_Summary.Value, _ event: Tensorflow_Event, _ place: String
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
        let number = try tensor.tensor(at: place)
        guard number.count == 1 else { throw Self.misfit(place, "\(number.count) numbers") }
        scalars[tag, default: []].append(
          point(cast(number, to: .float64).scalars(as: Double.self)[0]))
      case "histograms":
        let rows = try tensor.tensor(at: place)
        guard rows.rank == 2, rows.shape[1] == 3 else {
          throw Self.misfit(place, "a histogram of shape \(rows.shape)")
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
          throw Self.misfit(place, "pictures without their size")
        }
        let images = Images(width: sizes[0], height: sizes[1], files: Array(parts.dropFirst(2)))
        self.images[tag, default: []].append(point(images))
      case "text":
        texts[tag, default: []].append(
          point(tensor.stringVal.map { String(decoding: $0, as: UTF8.self) }))
      case "hparams":
        let content = try Tensorflow_HParamsPluginData(stated.content, at: place)
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

  private static func misfit(_ place: String, _ problem: String) -> FormatError {
    FormatError(place, "it has \(problem)", cure: "the file is damaged: write it again")
  }
}

extension HistogramBucket {
  /// The buckets of TensorFlow 1, of which each right edge is stored. The outermost edges reach as
  /// far as numbers do: the values' own limits say more.
  fileprivate static func buckets(of message: Tensorflow_HistogramProto) -> [HistogramBucket] {
    var left = message.min
    return zip(message.bucketLimit, message.bucket).map { limit, count in
      let right = Swift.max(Swift.min(limit, message.max), left)
      defer { left = right }
      return HistogramBucket(left: left, right: right, count: count)
    }
  }
}
