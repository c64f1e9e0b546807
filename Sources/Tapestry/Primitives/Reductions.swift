import CKernels

// Reductions fold the elements along some dimensions into one. Like NumPy's, they take an axis, a
// list of axes, or none for all; `keepDims` leaves each reduced dimension with size 1.

/// The dimensions over which to reduce: one axis, `axis: 0`, or several, `axis: [0, 1]`.
public protocol Axes {
  /// The axes; negative ones count from the last.
  var axes: [Int] { get }
}

extension Int: Axes {
  /// The one axis.
  public var axes: [Int] { [self] }
}

extension Array: Axes where Element == Int {
  /// The axes.
  public var axes: [Int] { self }
}

extension TensorConvertible {
  /// The sum of the elements.
  ///
  /// ```swift
  /// Tensor([[1, 2], [3, 4]]).sum()           // 10
  /// Tensor([[1, 2], [3, 4]]).sum(axis: 0)    // [4, 6]
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes. Traps: if there is no such axis.
  /// Source: document 001, performance optimization with tf.function.
  public func sum(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Sum(tensor, "sum", axis, keepDims), [tensor])
  }

  /// The mean of the elements; of whole numbers the whole part.
  ///
  /// ```swift
  /// Tensor([1.0, 2.0, 6.0]).mean()  // 3
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes. Traps: if there is no such axis.
  /// Source: book, chapter 1, section 5.
  public func mean(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Mean(tensor, "mean", axis, keepDims), [tensor])
  }

  /// The product of the elements.
  ///
  /// ```swift
  /// Tensor([2, 3, 4]).prod()  // 24
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes; where elements are 0 the first derivative only.
  /// Traps: if there is no such axis.
  public func prod(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Prod(tensor, "prod", axis, keepDims), [tensor])
  }

  /// The largest element; NaN if one is, and the smallest number of the type if there is none.
  ///
  /// ```swift
  /// Tensor([[1, 5], [3, 4]]).max(axis: 1)  // [5, 4]
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes, shared among equals. Traps: if there is no such axis.
  public func max(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Max(tensor, "max", axis, keepDims), [tensor])
  }

  /// The smallest element; NaN if one is, and the largest number of the type if there is none.
  ///
  /// ```swift
  /// Tensor([[1, 5], [3, 4]]).min(axis: 1)  // [1, 3]
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes, shared among equals. Traps: if there is no such axis.
  public func min(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Min(tensor, "min", axis, keepDims), [tensor])
  }

  /// Whether at least one element is true.
  ///
  /// ```swift
  /// (x < 0).any()
  /// ```
  ///
  /// DTypes: `bool`. Gradient: none. Traps: if there is no such axis.
  /// Source: book, chapter 2, section 1.
  public func any(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(AnyTrue(tensor, "any", axis, keepDims), [tensor])
  }

  /// Whether all elements are true.
  ///
  /// ```swift
  /// (x + y == y + x).all()
  /// ```
  ///
  /// DTypes: `bool`. Gradient: none. Traps: if there is no such axis.
  /// Source: book, chapter 1, section 2.
  public func all(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(AllTrue(tensor, "all", axis, keepDims), [tensor])
  }
}

// MARK: - The family

/// What a reduction folds over.
struct Folding: Sendable, Hashable {
  /// The reduced dimensions, ascending; nil for all.
  private let some: [Int]?
  let keepDims: Bool

  /// A folding over the given dimensions of a shape, or over all of them.
  init(_ axis: (any Axes)?, of shape: Shape, keepDims: Bool, in operation: String) {
    some = axis.map { shape.resolve($0.axes, in: operation) }
    self.keepDims = keepDims
  }

  private init(some: [Int]?, keepDims: Bool) {
    self.some = some
    self.keepDims = keepDims
  }

  /// Whether all dimensions are reduced.
  var isWhole: Bool { some == nil }

  /// The reduced dimensions, ascending.
  func axes(of shape: Shape) -> [Int] { some ?? Array(0..<shape.rank) }

  /// The result's shape.
  func result(of shape: Shape) -> Shape {
    if some == nil && !keepDims { return [] }
    let axes = axes(of: shape)
    var dimensions: [Int] = []
    for axis in 0..<shape.rank {
      if !axes.contains(axis) {
        dimensions.append(shape.dimensions[axis])
      } else if keepDims {
        dimensions.append(1)
      }
    }
    return Shape(dimensions)
  }

  /// How many elements fold into one.
  func length(of shape: Shape) -> Int {
    some?.reduce(1) { $0 * shape.dimensions[$1] } ?? shape.elementCount
  }

  /// How many leading dimensions are reduced, if no others are.
  var leadingCount: Int? {
    guard let some, some == Array(0..<some.count) else { return nil }
    return some.count
  }

  /// The tensor with the reduced dimensions moved to the end, in row-major order: each row folds
  /// into one element of the result.
  func rows(of x: Tensor) -> Tensor {
    guard let some else { return x.contiguous() }
    let kept = (0..<x.rank).filter { !some.contains($0) }
    let order = kept + some
    return (order == Array(0..<x.rank) ? x : x.permuted(order)).contiguous()
  }

  /// A tensor of the result's shape, repeated along the reduced dimensions.
  func spread(_ y: Tensor, over shape: Shape) -> Tensor {
    // A scalar fits any shape; otherwise the reduced dimensions must stand where they stood.
    let kept = Folding(some: some, keepDims: true).result(of: shape)
    return broadcast(y.count == 1 && some == nil ? y : reshape(y, kept), to: shape)
  }
}

/// A reduction: a fold of each row into one element.
protocol Reduction: Primitive {
  var folding: Folding { get }
  init(folding: Folding)
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I
  /// Loops that fold one row into another, for folding the leading dimensions without moving
  /// elements; nil if the reduction has none.
  static var pairs: (float: Loop2<Float, Float>, double: Loop2<Double, Double>)? { get }
  /// Whether elements are truth values; otherwise they are numbers.
  static var isLogical: Bool { get }
}

extension Reduction {
  /// Elements of a long row that are folded at a time; fixed, so that the result does not depend on
  /// the number of cores.
  static var pieceLength: Int { 1 << 16 }
  static var isLogical: Bool { false }
  static var pairs: (float: Loop2<Float, Float>, double: Loop2<Double, Double>)? { nil }

  init(_ x: Tensor, _ name: String, _ axis: (any Axes)?, _ keepDims: Bool) {
    self.init(folding: Folding(axis, of: x.shape, keepDims: keepDims, in: name))
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let x = inputs[0]
    if (x.dtype == .bool) != Self.isLogical {
      misuse(
        name, "not defined for \(x.dtype)",
        cure: Self.isLogical
          ? "compare first, as in (x > 0).\(name)()" : "cast first: cast(x, to: .int32)")
    }
    return TensorSpec(shape: folding.result(of: x.shape), dtype: x.dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let x = inputs[0]
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float32:
      if !foldColumns(x, y, Self.pairs?.float) { foldRows(x, y, Self.float) }
    case .float64:
      if !foldColumns(x, y, Self.pairs?.double) { foldRows(x, y, Self.double) }
    case .float16: return throughFloat(inputs, spec)
    case .bool: foldRows(x, y, Self.integer as (UnsafePointer<UInt8>, Int) -> UInt8)
    default: foldIntegers(x, y, spec.dtype.integerType(in: name))
    }
    return y
  }

  private func foldIntegers<I: IntegerScalar>(_ x: Tensor, _ y: Tensor, _: I.Type) {
    foldRows(x, y, Self.integer as (UnsafePointer<I>, Int) -> I)
  }

  /// Folds each row; a single long row in pieces.
  private func foldRows<T: BitwiseCopyable>(
    _ x: Tensor, _ y: Tensor, _ fold: (UnsafePointer<T>, Int) -> T
  ) {
    let rows = folding.rows(of: x)
    let length = folding.length(of: x.shape)
    let target = y.elements(T.self)
    let pieceLength = Self.pieceLength
    withExtendedLifetime(rows) {
      let source = UnsafePointer(rows.elements(T.self))
      if y.count == 1 && length > pieceLength {
        let pieces = (length + pieceLength - 1) / pieceLength
        withUnsafeTemporaryAllocation(of: T.self, capacity: pieces) { partial in
          nonisolated(unsafe) let partial = partial
          parallel(pieces, smallest: 2, multiple: 1) { part in
            for piece in part {
              let start = piece * pieceLength
              partial[piece] = fold(source + start, min(pieceLength, length - start))
            }
          }
          target[0] = fold(UnsafePointer(partial.baseAddress!), pieces)
        }
      } else {
        parallel(y.count, smallest: Swift.max(2, pieceLength / Swift.max(length, 1)), multiple: 1) {
          for row in $0 { target[row] = fold(source + row * length, length) }
        }
      }
    }
  }

  /// Folds the leading dimensions by adding up whole rows, if that is what is asked for. One by one,
  /// since few rows leave no room for rounding errors to grow; of many, `foldRows` makes rows first.
  /// A view is copied first even where its rows could be folded as they stand: the order of the sums,
  /// and with it the last digit, must not depend on how the elements stand in memory.
  private func foldColumns<T: BitwiseCopyable>(
    _ x: Tensor, _ y: Tensor, _ pair: Loop2<T, T>?
  ) -> Bool {
    guard let pair, y.count > 1, folding.leadingCount ?? 0 > 0 else { return false }
    let length = y.count
    let rows = folding.length(of: x.shape)
    guard rows > 0 && rows <= 1 << 12 else { return false }
    let x = x.contiguous()
    withExtendedLifetime(x) {
      let (source, target) = (x.elements(T.self), y.elements(T.self))
      target.update(from: source, count: length)
      for row in 1..<rows { pair(target, 1, source + row * length, 1, target, length) }
    }
    return true
  }
}

// MARK: - The members

struct Sum: Reduction {
  let folding: Folding
  var name: String { "sum" }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float { kernel_sum_f32(row, n) }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double { kernel_sum_f64(row, n) }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).reduce(0) { $0 &+ row[$1] }
  }
  static var pairs: (float: Loop2<Float, Float>, double: Loop2<Double, Double>)? {
    (kernel_add_f32, kernel_add_f64)
  }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    folding.spread(call.dy, over: call[0].shape)
  }
}

struct Mean: Reduction {
  let folding: Folding
  var name: String { "mean" }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float { kernel_sum_f32(row, n) }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double { kernel_sum_f64(row, n) }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I { 0 }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    // The sum of many small numbers may not fit float16 where their mean does.
    if spec.dtype == .float16 { return throughFloat(inputs, spec) }
    let mean = Sum(folding: folding).run(inputs, spec)
    let count = folding.length(of: inputs[0].shape)
    // In place: nobody else has seen the sums yet.
    func divide<F: FloatingScalar>(_: F.Type) {
      let sums = mean.pointer(as: F.self)
      for index in 0..<mean.count { sums[index] /= F(count) }
    }
    func divideTowardsZero<I: IntegerScalar>(_: I.Type) {
      let sums = mean.pointer(as: I.self)
      for index in 0..<mean.count where count > 0 { sums[index] = I(Int(sums[index]) / count) }
    }
    switch spec.dtype {
    case .float32: divide(Float.self)
    case .float64: divide(Double.self)
    default: divideTowardsZero(spec.dtype.integerType(in: name))
    }
    return mean
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    folding.spread(call.dy / folding.length(of: call[0].shape), over: call[0].shape)
  }
}

struct Prod: Reduction {
  let folding: Folding
  var name: String { "prod" }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float {
    (0..<n).reduce(1) { $0 * row[$1] }
  }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double {
    (0..<n).reduce(1) { $0 * row[$1] }
  }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).reduce(1) { $0 &* row[$1] }
  }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    // The product of the others: y / x, but where elements are 0 that of the elements other than 0,
    // and 0 as soon as another one is 0.
    let x = call[0]
    let isZero = x == 0
    let nonzero = select(isZero, 1, x)
    let product = folding.spread(
      bind(Prod(folding: folding), [nonzero]), over: x.shape)
    let zeros = folding.spread(
      bind(Sum(folding: folding), [cast(isZero, to: x.dtype)]), over: x.shape)
    let others = select(
      isZero, select(zeros == 1, product, 0), select(zeros == 0, product / nonzero, 0))
    return folding.spread(call.dy, over: x.shape) * others
  }
}

struct Max: Reduction {
  let folding: Folding
  var name: String { "max" }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float { kernel_max_f32(row, n) }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double { kernel_max_f64(row, n) }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).reduce(I.min) { Swift.max($0, row[$1]) }
  }
  static var pairs: (float: Loop2<Float, Float>, double: Loop2<Double, Double>)? {
    (kernel_maximum_f32, kernel_maximum_f64)
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { folding.shareAmongEquals(call) }
}

struct Min: Reduction {
  let folding: Folding
  var name: String { "min" }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float { kernel_min_f32(row, n) }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double { kernel_min_f64(row, n) }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).reduce(I.max) { Swift.min($0, row[$1]) }
  }
  static var pairs: (float: Loop2<Float, Float>, double: Loop2<Double, Double>)? {
    (kernel_minimum_f32, kernel_minimum_f64)
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { folding.shareAmongEquals(call) }
}

extension Folding {
  /// The gradient of an extreme: to the elements that equal it, in equal shares.
  fileprivate func shareAmongEquals(_ call: Call) -> Tensor {
    let x = call[0]
    let isExtreme = cast(x == spread(call.output, over: x.shape), to: x.dtype)
    let equals = spread(bind(Sum(folding: self), [isExtreme]), over: x.shape)
    return spread(call.dy, over: x.shape) * isExtreme / equals
  }
}

struct AnyTrue: Reduction {
  let folding: Folding
  var name: String { "any" }
  static var isLogical: Bool { true }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float { 0 }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double { 0 }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).contains { row[$0] != 0 } ? 1 : 0
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

struct AllTrue: Reduction {
  let folding: Folding
  var name: String { "all" }
  static var isLogical: Bool { true }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float { 0 }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double { 0 }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).allSatisfy { row[$0] != 0 } ? 1 : 0
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
