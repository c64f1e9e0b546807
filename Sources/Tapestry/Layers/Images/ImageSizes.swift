// Layers that make images larger without learning anything.

/// Zeros around images.
///
/// ```swift
/// ZeroPadding2D(1)(Tensor.ones([8, 28, 28, 3])).shape                               // (8, 30, 30, 3)
/// ZeroPadding2D(rows: (0, 1), columns: (2, 2))(Tensor.ones([8, 28, 28, 3])).shape   // (8, 29, 32, 3)
/// ```
///
/// Shapes: [batch, rows, columns, channels]. Traps: for other ranks, and for negative numbers.
public final class ZeroPadding2D: Layer, Configurable {
  private let rows: (before: Int, after: Int)
  private let columns: (before: Int, after: Int)

  /// The same number of zeros on each side.
  public convenience init(_ zeros: Int = 1, name: String? = nil) {
    self.init(rows: (zeros, zeros), columns: (zeros, zeros), name: name)
  }

  /// Rows of zeros above and below, and columns of zeros to the left and to the right.
  public init(
    rows: (before: Int, after: Int), columns: (before: Int, after: Int), name: String? = nil
  ) {
    guard [rows.before, rows.after, columns.before, columns.after].allSatisfy({ $0 >= 0 }) else {
      misuse("ZeroPadding2D", "rows \(rows) and columns \(columns)", cure: "add 0 or more")
    }
    self.rows = rows
    self.columns = columns
    super.init(name: name)
    inputSpec = InputSpec(rank: 4)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try given.requireChannelsLast()
    let wrong = given.wrong("padding", "two pairs of numbers from 0 on")
    guard case .list(let pairs)? = given.value("padding") else { throw wrong }
    let numbers = pairs.flatMap { pair -> [Int] in
      guard case .list(let values) = pair, values.count == 2 else { return [] }
      return values.compactMap { if case .int(let value) = $0, value >= 0 { value } else { nil } }
    }
    guard pairs.count == 2, numbers.count == 4 else { throw wrong }
    try self.init(
      rows: (numbers[0], numbers[1]), columns: (numbers[2], numbers[3]), name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor { pad(x, [(0, 0), rows, columns, (0, 0)]) }

  public override var config: Config {
    super.config.merging([
      "padding": [.ints([rows.before, rows.after]), .ints([columns.before, columns.after])],
      "data_format": "channels_last",
    ])
  }
}

/// Each place of an image several times: larger images of larger squares.
///
/// ```swift
/// UpSampling2D()(Tensor.ones([8, 14, 14, 3])).shape  // (8, 28, 28, 3)
/// ```
///
/// Shapes: [batch, rows, columns, channels]. Traps: for other ranks.
public final class UpSampling2D: Layer, Configurable {
  /// How many times each row and each column stands there.
  public let size: [Int]

  /// A layer that enlarges, twofold unless told otherwise.
  public init(_ size: AxisSizes = 2, name: String? = nil) {
    self.size = size.expanded(to: 2, layer: "UpSampling2D")
    super.init(name: name)
    inputSpec = InputSpec(rank: 4)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try given.requireChannelsLast()
    let way = try given.optional("interpolation", given.string) ?? "nearest"
    guard way == "nearest" else {
      throw UnknownName(kind: "interpolation", name: way, known: ["nearest"])
    }
    try self.init(given.sizes("size", rank: 2), name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor {
    repeated(repeated(x, size[0], axis: 1), size[1], axis: 2)
  }

  public override var config: Config {
    super.config.merging([
      "size": .ints(size), "data_format": "channels_last", "interpolation": "nearest",
    ])
  }
}
