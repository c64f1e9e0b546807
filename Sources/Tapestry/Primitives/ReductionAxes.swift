// Reductions fold the elements along some dimensions into one. This is what they share: the
// dimensions that they fold, and the loops over rows of elements.

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

/// The dimensions that a reduction folds.
struct ReductionAxes: Sendable, Hashable {
  /// The reduced dimensions, ascending; nil for all.
  private let reducedAxes: [Int]?
  let keepDims: Bool

  /// A reduction over the given dimensions of a shape, or over all of them.
  init(_ axis: (any Axes)?, of shape: Shape, keepDims: Bool, in operation: String) {
    reducedAxes = axis.map { shape.resolve($0.axes, in: operation) }
    self.keepDims = keepDims
  }

  private init(reducedAxes: [Int]?, keepDims: Bool) {
    self.reducedAxes = reducedAxes
    self.keepDims = keepDims
  }

  /// Whether all dimensions are reduced.
  var isWhole: Bool { reducedAxes == nil }

  /// The reduced dimensions, ascending.
  func axes(of shape: Shape) -> [Int] { reducedAxes ?? Array(0..<shape.rank) }

  /// The result's shape.
  func result(of shape: Shape) -> Shape {
    if reducedAxes == nil && !keepDims { return [] }
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

  /// The number of elements that fold into one.
  func length(of shape: Shape) -> Int {
    // Wrapping, because the product may overflow for a shape without elements, where it does not
    // matter.
    reducedAxes?.reduce(1) { $0 &* shape.dimensions[$1] } ?? shape.elementCount
  }

  /// The number of leading dimensions that are reduced; nil if any others are.
  var leadingCount: Int? {
    guard let reducedAxes, reducedAxes == Array(0..<reducedAxes.count) else { return nil }
    return reducedAxes.count
  }

  /// The tensor with the reduced dimensions moved to the end, in row-major order: each row folds
  /// into one element of the result.
  func rows(of x: Tensor) -> Tensor {
    guard let reducedAxes else { return x.contiguous() }
    let kept = (0..<x.rank).filter { !reducedAxes.contains($0) }
    let order = kept + reducedAxes
    return (order == Array(0..<x.rank) ? x : x.permuted(order)).contiguous()
  }

  /// A tensor of the result's shape, repeated along the reduced dimensions.
  func spread(_ y: Tensor, over shape: Shape) -> Tensor {
    // A scalar fits any shape; otherwise the reduced dimensions must be where they were.
    let kept = ReductionAxes(reducedAxes: reducedAxes, keepDims: true).result(of: shape)
    return broadcast(y.count == 1 && reducedAxes == nil ? y : reshape(y, kept), to: shape)
  }
}

/// A reduction, which folds each row into one element.
protocol Reduction: Primitive {
  var reductionAxes: ReductionAxes { get }
  init(reductionAxes: ReductionAxes)
}

extension Reduction {
  /// The number of elements of a long row that are folded at a time; fixed, so that the result does
  /// not depend on the number of cores.
  static var pieceLength: Int { 1 << 16 }

  init(_ x: Tensor, _ name: String, _ axis: (any Axes)?, _ keepDims: Bool) {
    self.init(reductionAxes: ReductionAxes(axis, of: x.shape, keepDims: keepDims, in: name))
  }

  /// Folds each row; a single long row in pieces, and many short ones as columns.
  fileprivate func foldRows<T: BitwiseCopyable>(
    _ x: Tensor, _ y: Tensor, _ short: ColumnLoop<T>?, _ fold: (UnsafePointer<T>, Int) -> T
  ) {
    let rows = reductionAxes.rows(of: x)
    let length = reductionAxes.length(of: x.shape)
    let pieceLength = Self.pieceLength
    withElements(of: rows, as: T.self, y, as: T.self) { rows, target in
      let source = UnsafePointer(rows)
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
      } else if let short, length > 0, length < ColumnLoop<T>.mostShort, y.count >= 64 {
        short.foldShortRows(rows, count: y.count, length: length, into: target)
      } else {
        parallel(y.count, smallest: Swift.max(2, pieceLength / Swift.max(length, 1)), multiple: 1) {
          for row in $0 { target[row] = fold(source + row * length, length) }
        }
      }
    }
  }

  /// Folds adjacent dimensions by adding up whole rows of the dimensions behind them, where the
  /// reduction is of that form: elements stay where they are. A view is copied first, even where
  /// its rows could be folded in place: the order of the sums, and with it the last digit, must not
  /// depend on the layout of the elements in memory.
  fileprivate func foldColumns<T: BitwiseCopyable>(
    _ x: Tensor, _ y: Tensor, _ loop: ColumnLoop<T>?
  ) -> Bool {
    guard let loop, let matrices = reductionAxes.matrices(of: x.shape) else { return false }
    withElements(of: x.contiguous(), as: T.self, y, as: T.self) {
      loop.fold($0, matrices, into: $1)
    }
    return true
  }
}

/// Consecutive matrices, each of whose rows fold into one row.
struct FoldedMatrices: Equatable {
  let count: Int
  let rows: Int
  let columns: Int
}

extension ReductionAxes {
  /// The elements as matrices whose rows fold into one; nil if the reduced dimensions are not
  /// adjacent, or include the last.
  func matrices(of shape: Shape) -> FoldedMatrices? {
    let axes = axes(of: shape)
    guard let first = axes.first, let last = axes.last, axes == Array(first...last) else {
      return nil
    }
    let columns = shape.dimensions[(last + 1)...].reduce(1, &*)
    let count = shape.dimensions[..<first].reduce(1, &*)
    let rows = length(of: shape)
    guard columns > 1, rows > 0, count > 0 else { return nil }
    return FoldedMatrices(count: count, rows: rows, columns: columns)
  }
}

/// A loop that folds the rows of a matrix into one row.
struct ColumnLoop<T: BitwiseCopyable>: Sendable {
  /// The kernel. Its arguments are a matrix, the distance between rows, the numbers of rows and
  /// columns, and the result.
  let kernel: @Sendable (UnsafePointer<T>?, Int, Int, Int, UnsafeMutablePointer<T>?) -> Void

  /// The most rows that are folded one after the other: few enough that rounding errors stay small.
  static var mostRows: Int { 1 << 12 }
  /// If there are more rows, this many are folded at a time, and then the results. Fixed, so that
  /// no sum depends on the number of cores.
  private static var pieceRows: Int { 1 << 9 }

  /// Folds the rows of each matrix, on all cores if there is enough work.
  func fold(
    _ x: UnsafeMutablePointer<T>, _ matrices: FoldedMatrices, into y: UnsafeMutablePointer<T>
  ) {
    let (count, rows, columns) = (matrices.count, matrices.rows, matrices.columns)
    guard rows <= Self.mostRows else { return foldPieces(x, matrices, into: y) }
    if count == 1 {
      // Cores take columns and not rows, so that the order of the sums stays the same.
      parallel(columns, smallest: Swift.max(2, (1 << 16) / rows), multiple: 64) { part in
        kernel(x + part.lowerBound, columns, rows, part.count, y + part.lowerBound)
      }
    } else {
      parallel(count, smallest: Swift.max(2, (1 << 16) / (rows * columns)), multiple: 1) { part in
        for matrix in part {
          kernel(x + matrix * rows * columns, columns, rows, columns, y + matrix * columns)
        }
      }
    }
  }

  private func foldPieces(
    _ x: UnsafeMutablePointer<T>, _ matrices: FoldedMatrices, into y: UnsafeMutablePointer<T>
  ) {
    let (rows, columns) = (matrices.rows, matrices.columns)
    let pieces = (rows + Self.pieceRows - 1) / Self.pieceRows
    withLentMemory(of: T.self, matrices.count * pieces * columns) { partial in
      nonisolated(unsafe) let partial = partial
      parallel(
        matrices.count * pieces, smallest: Swift.max(2, (1 << 7) / columns), multiple: 1
      ) { part in
        for number in part {
          let (matrix, piece) = number.quotientAndRemainder(dividingBy: pieces)
          let first = piece * Self.pieceRows
          kernel(
            x + (matrix * rows + first) * columns, columns, min(Self.pieceRows, rows - first),
            columns, partial + number * columns)
        }
      }
      fold(
        partial, FoldedMatrices(count: matrices.count, rows: pieces, columns: columns), into: y)
    }
  }
}

extension ColumnLoop {
  /// Rows of fewer elements are short: a call for each would cost more than its elements.
  static var mostShort: Int { 64 }

  /// Folds short rows, many of them side by side.
  func foldShortRows(
    _ x: UnsafeMutablePointer<T>, count: Int, length: Int, into y: UnsafeMutablePointer<T>
  ) {
    eachBlockOfColumns(x, rows: count, length: length) { columns, distance, width, first in
      kernel(columns, distance, length, width, y + first)
    }
  }
}

/// A loop that folds a row into one number.
typealias FoldLoop<T> = @Sendable (UnsafePointer<T>?, Int) -> T

/// The loops that fold integers, one for each type.
struct IntegerFolds: Sendable {
  let int8: FoldLoop<Int8>
  let int16: FoldLoop<Int16>
  let int32: FoldLoop<Int32>
  let int64: FoldLoop<Int64>
  let uint8: FoldLoop<UInt8>
}

/// The loops that fold the rows of a matrix into one, one for each type.
struct ColumnLoops: Sendable {
  let float: ColumnLoop<Float>
  let double: ColumnLoop<Double>
  let int8: ColumnLoop<Int8>
  let int16: ColumnLoop<Int16>
  let int32: ColumnLoop<Int32>
  let int64: ColumnLoop<Int64>
  let uint8: ColumnLoop<UInt8>
}

/// A reduction of numbers.
protocol NumericReduction: Reduction {
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I
  /// Vectorized loops that fold integers of each width; nil if integers are folded one by one.
  static var integers: IntegerFolds? { get }
  /// Loops that fold the leading dimensions without moving elements.
  static var columns: ColumnLoops { get }
  /// Loops that fold the columns of a short matrix in the order in which `float` and `double` fold
  /// a row; by default the same.
  static var shortColumns: (float: ColumnLoop<Float>, double: ColumnLoop<Double>) { get }
}

extension NumericReduction {
  static var integers: IntegerFolds? { nil }
  static var shortColumns: (float: ColumnLoop<Float>, double: ColumnLoop<Double>) {
    (columns.float, columns.double)
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec { reductionAxes.numericSpec(inputs[0], name) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let x = inputs[0]
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float32:
      if !foldColumns(x, y, Self.columns.float) {
        foldRows(x, y, Self.shortColumns.float, Self.float)
      }
    case .float64:
      if !foldColumns(x, y, Self.columns.double) {
        foldRows(x, y, Self.shortColumns.double, Self.double)
      }
    case .float16: return throughFloat(inputs, spec)
    case .int8: integers(x, y, Self.columns.int8, Self.integers?.int8)
    case .int16: integers(x, y, Self.columns.int16, Self.integers?.int16)
    case .int32: integers(x, y, Self.columns.int32, Self.integers?.int32)
    case .int64: integers(x, y, Self.columns.int64, Self.integers?.int64)
    default: integers(x, y, Self.columns.uint8, Self.integers?.uint8)
    }
    return y
  }

  private func integers<I: IntegerScalar>(
    _ x: Tensor, _ y: Tensor, _ columns: ColumnLoop<I>, _ loop: FoldLoop<I>?
  ) {
    if foldColumns(x, y, columns) { return }
    if let loop {
      foldRows(x, y, columns) { loop($0, $1) }
    } else {
      foldRows(x, y, columns, Self.integer as (UnsafePointer<I>, Int) -> I)
    }
  }
}

extension ReductionAxes {
  /// The result of a reduction of numbers.
  func numericSpec(_ x: Tensor, _ operation: String) -> TensorSpec {
    guard x.dtype != .bool else {
      misuse(operation, "not defined for bool", cure: "cast first: cast(x, to: .int32)")
    }
    return TensorSpec(shape: result(of: x.shape), dtype: x.dtype)
  }
}

/// A reduction of truth values.
protocol LogicalReduction: Reduction {
  static func fold(_ row: UnsafePointer<Bool>, _ n: Int) -> Bool
  /// The loop that folds the rows of a matrix of bytes, each 0 or 1.
  static var columns: ColumnLoop<UInt8> { get }
}

extension LogicalReduction {
  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let x = inputs[0]
    guard x.dtype == .bool else {
      misuse(
        name, "not defined for \(x.dtype)", cure: "compare first, as in (x > 0).\(name)()")
    }
    return TensorSpec(shape: reductionAxes.result(of: x.shape), dtype: .bool)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: .bool)
    if !foldColumns(inputs[0], y, Self.columns) {
      foldRows(inputs[0], y, nil, Self.fold)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
