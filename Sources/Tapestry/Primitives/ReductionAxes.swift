// Reductions fold the elements along some dimensions into one. This is what they share: the
// dimensions that they fold, and how the loops reach the elements along them.

/// The dimensions over which to reduce: one axis, `axis: 0`, or several, `axis: [0, 1]`.
public protocol AxesConvertible {
  /// The axes; negative ones count from the last.
  var axes: [Int] { get }
}

extension Int: AxesConvertible {
  /// The one axis.
  public var axes: [Int] { [self] }
}

extension Array: AxesConvertible where Element == Int {
  /// The axes.
  public var axes: [Int] { self }
}

/// The dimensions that a reduction folds.
struct ReductionAxes: Sendable, Hashable {
  /// The reduced dimensions, ascending; nil for all.
  private let reducedAxes: [Int]?
  let keepDims: Bool

  /// A reduction over the given dimensions of a shape, or over all of them.
  init(_ axis: (any AxesConvertible)?, of shape: Shape, keepDims: Bool, in operation: String) {
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
  func broadcast(_ y: Tensor, over shape: Shape) -> Tensor {
    // A scalar fits any shape; otherwise the reduced dimensions must be where they were.
    let kept = ReductionAxes(reducedAxes: reducedAxes, keepDims: true).result(of: shape)
    return Tapestry.broadcast(y.count == 1 && reducedAxes == nil ? y : reshape(y, kept), to: shape)
  }
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

  /// Two reductions in place of one over dimensions that are not all adjacent: the first over the
  /// adjacent ones that shrink the tensor most, the second over the others. So elements are read
  /// where they are, where one reduction would have to move them into rows. The first keeps its
  /// dimensions, so that the others stay where they were.
  func steps(of shape: Shape) -> (first: ReductionAxes, rest: ReductionAxes)? {
    guard let reducedAxes, let first = reducedAxes.first, let last = reducedAxes.last,
      last - first >= reducedAxes.count, shape.elementCount > 0
    else { return nil }
    var groups: [[Int]] = []
    for axis in reducedAxes {
      if groups.last?.last == axis - 1 {
        groups[groups.count - 1].append(axis)
      } else {
        groups.append([axis])
      }
    }
    // If several are equal, the innermost: its elements are closest to each other in memory.
    let largest = groups.reversed().max { shape.size(along: $0) < shape.size(along: $1) }!
    return (
      ReductionAxes(reducedAxes: largest, keepDims: true),
      ReductionAxes(reducedAxes: reducedAxes.filter { !largest.contains($0) }, keepDims: keepDims)
    )
  }
}

extension Shape {
  /// The number of elements along some dimensions together.
  fileprivate func size(along axes: [Int]) -> Int { axes.reduce(1) { $0 * dimensions[$1] } }
}

/// A reduction, which folds each row into one element.
protocol Reduction: Primitive {
  var reductionAxes: ReductionAxes { get }
  init(reductionAxes: ReductionAxes)
}

extension Reduction {
  init(_ x: Tensor, _ name: String, _ axis: (any AxesConvertible)?, _ keepDims: Bool) {
    self.init(reductionAxes: ReductionAxes(axis, of: x.shape, keepDims: keepDims, in: name))
  }

  /// The result for a tensor of elements of type `T`; `dtype` is the type of the fold's results.
  func folded<T, Folded>(_ x: Tensor, _ fold: Fold<T, Folded>, _ dtype: DType) -> Tensor {
    if let steps = reductionAxes.steps(of: x.shape) {
      let partial = Self(reductionAxes: steps.first).folded(x, fold, dtype)
      let whole = Self(reductionAxes: steps.rest).folded(partial, fold.ofResults, dtype)
      return Tensor(view: whole, shape: reductionAxes.result(of: x.shape), strides: nil)
    }
    let y = Tensor(uninitialized: reductionAxes.result(of: x.shape), dtype: dtype)
    if let matrices = reductionAxes.matrices(of: x.shape) {
      // Whole rows of the dimensions after the reduced ones are folded: elements stay where they
      // are. A view is copied first, even where its rows could be folded in place: the order of the
      // sums, and with it the last digit, must not depend on the layout of the elements in memory.
      withElements(of: x.contiguous(), as: T.self, y, as: Folded.self) {
        fold.columns.fold($0, matrices, into: $1)
      }
    } else {
      foldRows(x, y, fold)
    }
    return y
  }

  /// Folds each row; a single long row in pieces, and many short ones as columns.
  private func foldRows<T, Folded>(_ x: Tensor, _ y: Tensor, _ fold: Fold<T, Folded>) {
    let rows = reductionAxes.rows(of: x)
    let length = reductionAxes.length(of: x.shape)
    withElements(of: rows, as: T.self, y, as: Folded.self) { rows, target in
      let source = UnsafePointer(rows)
      if y.count == 1 && length > foldedPieceLength {
        target[0] = foldPieces(of: length, by: { fold.row(source + $0, $1) }, fold.rowOfResults)
      } else if length > 0, length < ColumnLoop<T, Folded>.mostShort, y.count >= 64 {
        fold.shortColumns.foldShortRows(rows, count: y.count, length: length, into: target)
      } else {
        let smallest = Swift.max(2, foldedPieceLength / Swift.max(length, 1))
        parallel(y.count, smallest: smallest, multiple: 1) {
          for row in $0 { target[row] = fold.row(source + row * length, length) }
        }
      }
    }
  }
}

/// A reduction of floating-point numbers.
protocol FloatingReduction: Reduction {
  static var half: Fold<Float16, Float> { get }
  static var float: Fold<Float, Float> { get }
  static var double: Fold<Double, Double> { get }
}

extension FloatingReduction {
  /// The result for floating-point numbers. That of `float16` is computed in `float32`, as
  /// processors without half-precision arithmetic do it, and rounded once.
  func foldedFloating(_ x: Tensor) -> Tensor {
    switch x.dtype {
    case .float16: convert(folded(x, Self.half, .float32), to: .float16)
    case .float32: folded(x, Self.float, .float32)
    default: folded(x, Self.double, .float64)
    }
  }
}

/// A reduction of numbers.
protocol NumericReduction: FloatingReduction {
  static var integers: IntegerFolds { get }
}

extension NumericReduction {
  func spec(_ inputs: [Tensor]) -> TensorSpec { reductionAxes.numericSpec(inputs[0], name) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let x = inputs[0]
    switch spec.dtype {
    case .int8: return folded(x, Self.integers.int8, .int8)
    case .int16: return folded(x, Self.integers.int16, .int16)
    case .int32: return folded(x, Self.integers.int32, .int32)
    case .int64: return folded(x, Self.integers.int64, .int64)
    case .uint8: return folded(x, Self.integers.uint8, .uint8)
    default: return foldedFloating(x)
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

/// A reduction of Booleans.
protocol LogicalReduction: Reduction {
  /// The loops over bytes, each 0 or 1.
  static var fold: Fold<UInt8, UInt8> { get }
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
    folded(inputs[0], Self.fold, .bool)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
