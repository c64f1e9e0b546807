// Layers that show each example in another shape. The dimension of the batch stays the first, and is
// not counted in what they are made with.

/// Each example as one row of numbers.
///
/// ```swift
/// Flatten()(Tensor.ones([32, 28, 28])).shape  // (32, 784)
/// ```
///
/// Shapes: [batch, ...] gives [batch, product]; a vector gets a dimension. Traps: for a scalar.
/// Source: document 001, utilizing tf.keras for training.
public final class Flatten: Layer, Configurable {
  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(name: given.name)
  }

  /// A layer that flattens.
  public init(name: String? = nil) {
    super.init(name: name)
    inputSpec = InputSpec(minimumRank: 1)
  }

  public override func call(_ x: Tensor) -> Tensor {
    reshape(x, Shape([x.shape[0], x.shape.dimensions.dropFirst().reduce(1, *)]))
  }
}

/// Each example in another shape, of which one dimension may be -1, which means what is left.
///
/// ```swift
/// Reshape([7, -1])(Tensor.ones([32, 28])).shape  // (32, 7, 4)
/// ```
///
/// Traps: if the numbers of an example do not fill the shape.
public final class Reshape: Layer, Configurable {
  /// The shape of an example.
  public let targetShape: [Int]

  /// A layer that shows examples in this shape.
  public init(_ targetShape: [Int], name: String? = nil) {
    guard isTargetShape(targetShape) else {
      misuse(
        "Reshape", "the shape \(targetShape)",
        cure: "write sizes from 0 on, and at most one -1 for what is left")
    }
    self.targetShape = targetShape
    super.init(name: name)
    inputSpec = InputSpec(minimumRank: 1)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    let shape = try given.ints("target_shape")
    guard isTargetShape(shape) else {
      throw given.wrong("target_shape", "sizes from 0 on, with at most one -1")
    }
    try self.init(shape, name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor {
    let count = x.shape.dimensions.dropFirst().reduce(1, *)
    let known = targetShape.filter { $0 != -1 }.reduce(1, *)
    let fits = targetShape.contains(-1) ? known > 0 && count % known == 0 : known == count
    guard fits else {
      misuse(
        name, "examples of \(count) numbers, of shape \(x.shape), do not fill \(targetShape)",
        cure: "keep the number of elements, or write -1 for one dimension")
    }
    let sizes = targetShape.map { $0 == -1 ? count / known : $0 }
    return reshape(x, Shape([x.shape[0]] + sizes))
  }

  public override var config: Config {
    super.config.merging(["target_shape": .ints(targetShape)])
  }
}

private func isTargetShape(_ sizes: [Int]) -> Bool {
  sizes.allSatisfy { $0 >= -1 } && sizes.count { $0 == -1 } <= 1
}

/// The dimensions of each example in another order, counted from 1.
///
/// ```swift
/// Permute([2, 1])(Tensor.ones([32, 10, 64])).shape  // (32, 64, 10)
/// ```
///
/// Traps: if the order does not name each dimension once, or the input has another number of them.
public final class Permute: Layer, Configurable {
  /// Which dimension stands first, second and so on after that of the batch.
  public let order: [Int]

  /// A layer that turns examples.
  public init(_ order: [Int], name: String? = nil) {
    guard isOrder(order) else {
      misuse(
        "Permute", "the order \(order)",
        cure: "name each dimension of an example once, from 1 to \(order.count)")
    }
    self.order = order
    super.init(name: name)
    inputSpec = InputSpec(rank: order.count + 1)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    let order = try given.ints("dims")
    guard isOrder(order) else { throw given.wrong("dims", "each number from 1 on once") }
    try self.init(order, name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor { transpose(x, [0] + order) }

  public override var config: Config { super.config.merging(["dims": .ints(order)]) }
}

private func isOrder(_ order: [Int]) -> Bool { order.sorted() == Array(1..<(order.count + 1)) }

/// Each row several times: one vector becomes a series of equal ones.
///
/// ```swift
/// RepeatVector(3)(Tensor.ones([32, 8])).shape  // (32, 3, 8)
/// ```
///
/// Shapes: [batch, n] gives [batch, times, n]. Traps: for other ranks, and for less than one time.
public final class RepeatVector: Layer, Configurable {
  /// How many times.
  public let times: Int

  /// A layer that repeats.
  public init(_ times: Int, name: String? = nil) {
    guard times > 0 else {
      misuse("RepeatVector", "\(times) times", cure: "repeat at least once")
    }
    self.times = times
    super.init(name: name)
    inputSpec = InputSpec(rank: 2)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(given.positive("n"), name: given.name)
  }

  public override func call(_ x: Tensor) -> Tensor {
    broadcast(expandDims(x, axis: 1), to: [x.shape[0], times, x.shape[1]])
  }

  public override var config: Config { super.config.merging(["n": .int(times)]) }
}
