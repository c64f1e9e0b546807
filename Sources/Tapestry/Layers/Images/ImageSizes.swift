// Layers that make images larger without learning anything.

/// Pads images with zeros.
///
/// ```swift
/// ZeroPadding2D(1)(Tensor.ones([8, 28, 28, 3])).shape  // (8, 30, 30, 3)
/// ZeroPadding2D(rows: (0, 1), columns: (2, 2))(Tensor.ones([8, 4, 4, 3])).shape  // (8, 5, 8, 3)
/// ```
///
/// - Precondition: no number of zeros is negative.
/// - **Shapes:** [batch, rows, columns, channels].
public final class ZeroPadding2D: Layer, Configurable {
  /// The numbers of zeros above and below, then to the left and to the right.
  @Configured(sides: "padding") private var zeros: [Int]
  @Configured(choice: "data_format", default: .last) private var order: ChannelOrder

  /// The same number of zeros on each side.
  public convenience init(_ zeros: Int = 1, name: String? = nil) {
    self.init(rows: (zeros, zeros), columns: (zeros, zeros), name: name)
  }

  /// Rows of zeros above and below, and columns of zeros to the left and to the right.
  public init(
    rows: (before: Int, after: Int), columns: (before: Int, after: Int), name: String? = nil
  ) {
    super.init(name: name)
    zeros = [rows.before, rows.after, columns.before, columns.after]
    order = .last
    inputSpec = InputSpec(rank: 4)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(rank: 4)
  }

  public override func call(_ x: Tensor) -> Tensor {
    pad(x, [(0, 0), (zeros[0], zeros[1]), (zeros[2], zeros[3]), (0, 0)])
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    [input[0], input[1] + zeros[0] + zeros[1], input[2] + zeros[2] + zeros[3], input[3]]
  }
}

extension Configured where Value == [Int] {
  /// Two pairs of numbers, in Keras's format for the sides of an image.
  fileprivate convenience init(sides key: String) {
    let expected = "two pairs of integers from 0 to \(sizeLimit)"
    self.init(
      key,
      read: { reader, key in
        guard case .list(let pairs)? = reader.value(key), pairs.count == 2 else {
          throw reader.wrong(key, expected)
        }
        return try pairs.flatMap { pair in
          guard case .list(let sides) = pair, sides.count == 2 else {
            throw reader.wrong(key, expected)
          }
          return try sides.map { side in
            guard case .int(let count) = side else { throw reader.wrong(key, expected) }
            return count
          }
        }
      },
      write: { $0.count == 4 ? [.ints([$0[0], $0[1]]), .ints([$0[2], $0[3]])] : .ints($0) },
      expected: { $0.count == 4 && $0.allSatisfy { 0...sizeLimit ~= $0 } ? nil : expected })
  }
}

/// Enlarges images by repeating each row and each column, or by computing pixels between them.
///
/// ```swift
/// UpSampling2D()(Tensor.ones([8, 14, 14, 3])).shape  // (8, 28, 28, 3)
/// ```
///
/// - **Shapes:** [batch, rows, columns, channels].
public final class UpSampling2D: Layer, Configurable {
  /// How many times each row and each column is repeated.
  @Configured("size", rank: 2) public private(set) var size: [Int]
  @Configured(choice: "data_format", default: .last) private var order: ChannelOrder
  /// How the new pixels are computed.
  @Configured(choice: "interpolation", default: .nearest)
  public private(set) var interpolation: Interpolation

  /// A method of computing pixels between others.
  public enum Interpolation: String, Sendable, CaseIterable {
    /// Each pixel is repeated.
    case nearest
    /// Each is a mean of the pixels around it, weighted by how near their centers are.
    case bilinear
  }

  /// A layer that enlarges images, by default twofold.
  public init(
    _ size: AxisSizes = 2, interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    super.init(name: name)
    self.size = size.expanded(to: 2)
    order = .last
    self.interpolation = interpolation
    inputSpec = InputSpec(rank: 4)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(rank: 4)
  }

  public override func call(_ x: Tensor) -> Tensor {
    switch interpolation {
    case .nearest: repeated(repeated(x, size[0], axis: 1), size[1], axis: 2)
    case .bilinear: interpolated(interpolated(x, axis: 2), axis: 1)
    }
  }

  /// Rows or columns at equal distances, each a mean of the two between which it lies. They are
  /// computed as TensorFlow does it, in 32 bits and with the pixels' centers at .5.
  private func interpolated(_ x: Tensor, axis: Int) -> Tensor {
    let count = x.shape[axis]
    let scale = Float(count) / Float(count * size[axis - 1])
    let positions = (0..<(count * size[axis - 1])).map { (Float($0) + 0.5) * scale - 0.5 }
    func pixels(_ numbers: [Float]) -> Tensor {
      gather(x, Tensor(numbers.map { Int32(min(max($0, 0), Float(count - 1))) }), axis: axis)
    }
    let lower = pixels(positions.map { $0.rounded(.down) })
    let shares = positions.map { $0 - $0.rounded(.down) }
    let ones = [Int](repeating: 1, count: 3 - axis)
    let share = cast(Tensor(shares, shape: Shape([shares.count] + ones)), to: x.dtype)
    return lower + (pixels(positions.map { $0.rounded(.up) }) - lower) * share
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    [input[0], input[1] * size[0], input[2] * size[1], input[3]]
  }
}
