extension TensorConvertible {
  /// The position of the largest element along a dimension, or of the first of several equal ones;
  /// NaN counts as larger than all numbers.
  ///
  /// ```swift
  /// Tensor([[1, 5, 2], [9, 3, 9]]).argmax(axis: 1)  // [1, 0]
  /// ```
  ///
  /// - **Shapes:** without the dimension, or with size 1 there if `keepDims`; a scalar has position
  ///   0.
  /// - **DTypes:** all; the result is `int64`.
  /// - **Gradient:** none.
  /// - Precondition: the axis exists and has an element to choose.
  public func argmax(axis: Int = 0, keepDims: Bool = false) -> Tensor {
    ArgExtreme.position(in: tensor, axis: axis, keepDims: keepDims, largest: true)
  }

  /// The position of the smallest element along a dimension, or of the first of several equal ones;
  /// NaN counts as smaller than all numbers.
  ///
  /// ```swift
  /// Tensor([[1, 5, 2], [9, 3, 9]]).argmin(axis: 1)  // [0, 1]
  /// ```
  ///
  /// - **Shapes:** without the dimension, or with size 1 there if `keepDims`; a scalar has position
  ///   0.
  /// - **DTypes:** all; the result is `int64`.
  /// - **Gradient:** none.
  /// - Precondition: the axis exists and has an element to choose.
  public func argmin(axis: Int = 0, keepDims: Bool = false) -> Tensor {
    ArgExtreme.position(in: tensor, axis: axis, keepDims: keepDims, largest: false)
  }
}

/// The position of the largest or smallest element along a dimension.
struct ArgExtreme: Primitive {
  let largest: Bool
  /// The number of dimensions after the reduced one.
  let dimensionsBehind: Int
  var name: String { Self.name(largest) }

  static func name(_ largest: Bool) -> String { largest ? "argmax" : "argmin" }

  /// The operation along an axis.
  static func position(in x: Tensor, axis: Int, keepDims: Bool, largest: Bool) -> Tensor {
    let rows = x.rank == 0 ? reshape(x, [1]) : x
    let axis = rows.shape.resolve(axis, in: name(largest))
    guard rows.shape.dimensions[axis] > 0 else {
      misuse(
        name(largest), "axis \(axis) of shape \(x.shape) has no elements to choose from",
        cure: "reduce a dimension that has at least one element")
    }
    let position = bind(
      ArgExtreme(largest: largest, dimensionsBehind: rows.rank - 1 - axis), [rows])
    return keepDims && x.rank > 0 ? expandDims(position, axis: axis) : position
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    var dimensions = inputs[0].shape.dimensions
    dimensions.remove(at: dimensions.count - 1 - dimensionsBehind)
    return TensorSpec(shape: Shape(dimensions), dtype: .int64)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let positions = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    let x = inputs[0].contiguous()
    x.dtype.order(
      ExtremeIndices(
        x: x, positions: positions, axis: x.rank - 1 - dimensionsBehind, largest: largest))
    return positions
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

/// The loops of an `ArgExtreme`, each a single pass over memory.
private struct ExtremeIndices: OrderWork {
  let x, positions: Tensor
  let axis: Int
  let largest: Bool

  func run<Element: BitwiseCopyable>(_ loops: OrderLoops<Element>) {
    guard positions.count > 0 else { return }
    let length = x.shape.dimensions[axis]
    let inner = x.shape.dimensions[(axis + 1)...].reduce(1, *)
    let direction: Int32 = largest ? 1 : 0
    withElements(of: x, as: Element.self, positions, as: Int64.self) { from, to in
      let smallest = max(2, (1 << 16) / length)
      if positions.count == 1 {
        to[0] = positionInLongRow(loops, from, length, direction)
      } else if inner == 1 && length < 64 && positions.count >= 64 {
        positionsInShortRows(loops, from, length, direction, to)
      } else if inner == 1 {
        parallel(positions.count, smallest: smallest, multiple: 1) { part in
          for row in part {
            to[row] = Int64(loops.extremeIndex(from + row * length, direction, length))
          }
        }
      } else {
        // Threads share the columns of all blocks, in pieces that end with a block.
        parallel(positions.count, smallest: smallest, multiple: 64) { part in
          var column = part.lowerBound
          while column < part.upperBound {
            let (block, left) = column.quotientAndRemainder(dividingBy: inner)
            let width = min(inner - left, part.upperBound - column)
            loops.extremeRows(
              from + block * length * inner + left, inner, direction, length, width, to + column)
            column += width
          }
        }
      }
    }
  }

  /// The positions in short rows, many of which are searched side by side.
  private func positionsInShortRows<Element>(
    _ loops: OrderLoops<Element>, _ from: UnsafeMutablePointer<Element>, _ length: Int,
    _ direction: Int32, _ to: UnsafeMutablePointer<Int64>
  ) {
    eachBlockOfColumns(from, rows: positions.count, length: length) {
      columns, distance, width, first in
      loops.extremeRows(columns, distance, direction, length, width, to + first)
    }
  }

  /// The position in a single row: the row is searched in pieces, and the first of the pieces with
  /// the best element has it.
  private func positionInLongRow<Element>(
    _ loops: OrderLoops<Element>, _ from: UnsafeMutablePointer<Element>, _ length: Int,
    _ direction: Int32
  ) -> Int64 {
    let pieceLength = 1 << 16
    let pieces = length.ceilDivided(by: pieceLength)
    if pieces == 1 { return Int64(loops.extremeIndex(from, direction, length)) }
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: pieces) { indices in
      withUnsafeTemporaryAllocation(of: Element.self, capacity: pieces) { best in
        let (indices, best) = (indices.baseAddress!, best.baseAddress!)
        parallel(pieces, smallest: 2, multiple: 1) { part in
          for piece in part {
            let start = piece * pieceLength
            indices[piece] =
              start
              + loops.extremeIndex(from + start, direction, min(pieceLength, length - start))
            best[piece] = from[indices[piece]]
          }
        }
        return Int64(indices[loops.extremeIndex(best, direction, pieces)])
      }
    }
  }
}
