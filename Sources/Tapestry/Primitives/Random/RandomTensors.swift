// Random tensors. The numbers are those that TensorFlow 2.1 draws from the same seeds, bit for bit.

/// Restarts all random numbers from a seed.
///
/// ```swift
/// setRandomSeed(42)
/// Tensor.uniform([3, 2])[0, 0]  // 0.6645621, in every run
/// ```
///
/// Without it, the operating system provides the seed, and each run differs.
///
/// A function's graph takes the seed over when it is traced. Setting one afterwards starts the
/// graph's numbers again, but from the seed with which it was traced.
///
/// - **Source:** book, chapter 1, section 0.
public func setRandomSeed(_ seed: Int) { RandomState.shared.setSeed(seed) }

extension Tensor {
  /// Uniformly distributed numbers from `low` up to but not including `high`.
  ///
  /// ```swift
  /// Tensor.uniform([3, 2])
  /// Tensor.uniform([3], from: 0, to: 5, seed: 22)
  /// ```
  ///
  /// With a seed of its own, an operation does not depend on those that run before it; called again
  /// with the same seed, it continues its stream.
  ///
  /// - **DTypes:** floating-point numbers.
  /// - Precondition: `dtype` is one of these.
  /// - **Source:** book, chapter 1, section 1; document 001, creating a quadratic model.
  public static func uniform(
    _ shape: Shape, from low: Double = 0, to high: Double = 1, dtype: DType = .float32,
    seed: Int? = nil
  ) -> Tensor {
    bind(
      RandomTensor(
        distribution: .uniform(from: low, to: high), shape: shape, dtype: dtype,
        source: .program(seed: seed)), [])
  }

  /// Uniformly distributed integers from `low` up to but not including `high`.
  ///
  /// ```swift
  /// Tensor.uniform([8], in: 0..<10)
  /// ```
  ///
  /// - **DTypes:** `int32` and `int64`.
  /// - Precondition: `dtype` is one of these, and holds the range, which is not empty.
  public static func uniform(
    _ shape: Shape, in range: Range<Int>, dtype: DType = .int32, seed: Int? = nil
  ) -> Tensor {
    bind(
      RandomTensor(
        distribution: .uniformInteger(range), shape: shape, dtype: dtype,
        source: .program(seed: seed)), [])
  }

  /// Normally distributed numbers.
  ///
  /// ```swift
  /// let noise = Tensor.normal([201])
  /// ```
  ///
  /// - **DTypes:** floating-point numbers.
  /// - Precondition: `dtype` is one of these.
  /// - **Source:** document 001, generating example data.
  public static func normal(
    _ shape: Shape, mean: Double = 0, deviation: Double = 1, dtype: DType = .float32,
    seed: Int? = nil
  ) -> Tensor {
    bind(
      RandomTensor(
        distribution: .normal(mean: mean, deviation: deviation), shape: shape, dtype: dtype,
        source: .program(seed: seed)), [])
  }

  /// Normally distributed numbers less than two standard deviations from the mean; others are drawn
  /// again.
  ///
  /// ```swift
  /// Tensor.truncatedNormal([13, 4], deviation: 0.05)
  /// ```
  ///
  /// - **DTypes:** floating-point numbers.
  /// - Precondition: `dtype` is one of these.
  public static func truncatedNormal(
    _ shape: Shape, mean: Double = 0, deviation: Double = 1, dtype: DType = .float32,
    seed: Int? = nil
  ) -> Tensor {
    bind(
      RandomTensor(
        distribution: .truncatedNormal(mean: mean, deviation: deviation), shape: shape,
        dtype: dtype,
        source: .program(seed: seed)), [])
  }
}

/// The elements along the first dimension in random order.
///
/// ```swift
/// shuffled(Tensor.range(8))
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: x is not a scalar.
/// - **Source:** book, chapter 4, section 2.
public func shuffled(_ x: some TensorConvertible, seed: Int? = nil) -> Tensor {
  let x = x.tensor
  guard x.rank > 0 else {
    misuse(
      "shuffled", "a scalar has no order", cure: "shuffle a tensor of at least one dimension")
  }
  let count = x.shape.dimensions[0]
  return gather(
    x, bind(RandomPermutation(count: count, dtype: x.dtype, source: .program(seed: seed)), []))
}

/// An operation that draws random numbers. It has no inputs: the only thing that it depends on is
/// the source of its numbers.
protocol RandomPrimitive: Primitive {
  /// The source of the numbers; a graph that records the operation gives it a generator.
  var source: RandomSource { get set }
  /// How many nodes of a TensorFlow graph the operation would be, and how many of them come before
  /// the one that draws.
  var tensorFlowNodes: (all: Int, before: Int) { get }
}

/// A tensor of random numbers.
struct RandomTensor: RandomPrimitive {
  enum Distribution: Sendable, Hashable {
    case uniform(from: Double, to: Double)
    case uniformInteger(Range<Int>)
    case normal(mean: Double, deviation: Double)
    case truncatedNormal(mean: Double, deviation: Double)
  }

  let distribution: Distribution
  let shape: Shape
  let dtype: DType
  var source: RandomSource
  var isPure: Bool { false }

  var name: String {
    switch distribution {
    case .uniform, .uniformInteger: "uniform"
    case .normal: "normal"
    case .truncatedNormal: "truncatedNormal"
    }
  }

  // The shape and two numbers come before; uniform numbers are then scaled by a difference, a
  // product and a sum, normal ones by a product and a sum.
  var tensorFlowNodes: (all: Int, before: Int) {
    switch distribution {
    case .uniform: (7, 3)
    case .uniformInteger: (4, 3)
    case .normal, .truncatedNormal: (6, 3)
    }
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    if case .uniformInteger(let range) = distribution {
      guard dtype == .int32 || dtype == .int64 else {
        misuse(name, "integers of type \(dtype)", cure: "draw int32 or int64, then cast")
      }
      let fits = dtype == .int64 || (range.lowerBound >= Int32.min && range.upperBound <= Int32.max)
      guard !range.isEmpty, fits else {
        misuse(
          name, "\(dtype) numbers in \(range)",
          cure: range.isEmpty ? "let the range hold a number" : "draw int64")
      }
    } else {
      _ = dtype.floatingType(in: name)
    }
    return TensorSpec(shape: shape, dtype: dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let count = shape.elementCount
    // There is no memory for more, and a generator could not be advanced by so many numbers.
    guard count < 1 << 50 else { return Tensor(uninitialized: shape, dtype: dtype) }
    let generator = source.generator(for: operation, dtype: dtype, count: count)
    return distribution.values(shape, dtype, from: generator)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }

  private var operation: RandomOperation {
    switch distribution {
    case .uniform: .uniform
    case .uniformInteger: .uniformInteger
    case .normal: .normal
    case .truncatedNormal: .truncatedNormal
    }
  }
}

extension RandomTensor.Distribution {
  /// The first numbers of a generator.
  func values(_ shape: Shape, _ dtype: DType, from generator: Philox) -> Tensor {
    let result = Tensor(uninitialized: shape, dtype: dtype)
    func fill<S: Scalar>(_: S.Type, _ body: (UnsafeMutableBufferPointer<S>) -> Void) {
      result.withElements(as: S.self) {
        body(UnsafeMutableBufferPointer(start: $0, count: result.count))
      }
    }
    switch (self, dtype) {
    case (.uniform(let low, let high), .float16):
      fill(Float16.self) { generator.fillUniform($0, from: Float16(low), to: Float16(high)) }
    case (.uniform(let low, let high), .float32):
      fill(Float.self) { generator.fillUniform($0, from: Float(low), to: Float(high)) }
    case (.uniform(let low, let high), _):
      fill(Double.self) { generator.fillUniform($0, from: low, to: high) }
    case (.uniformInteger(let range), .int32):
      fill(Int32.self) {
        generator.fillUniform($0, from: Int32(range.lowerBound), to: Int32(range.upperBound))
      }
    case (.uniformInteger(let range), _):
      fill(Int64.self) {
        generator.fillUniform($0, from: Int64(range.lowerBound), to: Int64(range.upperBound))
      }
    case (.normal(let mean, let deviation), .float16):
      fill(Float16.self) {
        generator.fillNormal($0, mean: Float16(mean), deviation: Float16(deviation))
      }
    case (.normal(let mean, let deviation), .float32):
      fill(Float.self) {
        generator.fillNormal($0, mean: Float(mean), deviation: Float(deviation))
      }
    case (.normal(let mean, let deviation), _):
      fill(Double.self) { generator.fillNormal($0, mean: mean, deviation: deviation) }
    case (.truncatedNormal(let mean, let deviation), .float16):
      fill(Float16.self) {
        generator.fillTruncatedNormal($0, mean: Float16(mean), deviation: Float16(deviation))
      }
    case (.truncatedNormal(let mean, let deviation), .float32):
      fill(Float.self) {
        generator.fillTruncatedNormal($0, mean: Float(mean), deviation: Float(deviation))
      }
    case (.truncatedNormal(let mean, let deviation), _):
      fill(Double.self) { generator.fillTruncatedNormal($0, mean: mean, deviation: deviation) }
    }
    return result
  }
}

/// The numbers 0 ..< count in random order.
struct RandomPermutation: RandomPrimitive {
  let count: Int
  /// The element type of what is shuffled: TensorFlow keeps a generator for each type.
  let dtype: DType
  var source: RandomSource
  var name: String { "randomPermutation" }
  var isPure: Bool { false }

  // TensorFlow's operation moves the elements too; here that is another, which counts as one.
  var tensorFlowNodes: (all: Int, before: Int) { (0, 0) }

  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: [count], dtype: .int64) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let generator = source.generator(for: .shuffle, dtype: dtype, count: count)
    return Tensor(generator.shuffledIndices(count), shape: [count])
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
