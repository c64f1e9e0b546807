import CKernels

/// A scan along a dimension: each result folds an element and all before it.
struct Scan: Sendable, Hashable {
  let axis: Int
  let exclusive: Bool
  let reverse: Bool

  /// The same fold from the other end: an element contributes to the results after it, so its
  /// gradient is the sum of theirs.
  var back: Scan { Scan(axis: axis, exclusive: exclusive, reverse: !reverse) }

  func spec(_ x: Tensor, in operation: String) -> TensorSpec {
    guard x.dtype != .bool else {
      misuse(operation, "not defined for bool", cure: "cast first: cast(x, to: .int32)")
    }
    return x.spec
  }

  /// Folds x into y: along the last dimension by the loops; along any other, whole rows of the
  /// dimensions after it at once, so that memory is read in order.
  func run<T: BitwiseCopyable & Sendable>(
    _ x: Tensor, _ y: Tensor, _ loops: ScanLoops<T>
  ) {
    guard x.count > 0 else { return }
    let size = x.shape.dimensions[axis]
    let inner = x.shape.dimensions[(axis + 1)...].reduce(1, *)
    let x = x.contiguous()
    withElements(of: x, as: T.self, y, as: T.self) { from, to in
      if inner > 1 {
        scanColumns(from, to, blocks: x.count / (size * inner), size, inner, loops)
      } else if loops.isSequential && x.count / size >= 8 {
        scanTransposedRows(from, to, rows: x.count / size, size, loops)
      } else if x.count / size < coreCount && size > 2 * Self.pieceLength {
        for row in 0..<(x.count / size) {
          scanInPieces(from + row * size, to + row * size, size, loops)
        }
      } else {
        parallel(x.count / size, smallest: max(2, (1 << 16) / size), multiple: 1) { rows in
          for row in rows {
            let first = row * size + (reverse ? size - 1 : 0)
            _ = loops.scan(
              from + first, reverse ? -1 : 1, loops.start, exclusive ? 1 : 0, to + first, size)
          }
        }
      }
    }
  }

  /// The number of elements of a long row that one core scans at a time; fixed, so that the result
  /// does not depend on the number of cores.
  private static var pieceLength: Int { 1 << 17 }

  /// First folds each piece into one element, then scans each piece, starting from the fold of the
  /// pieces before it. The first pass, which only reads, is the price of using more cores.
  private func scanInPieces<T: BitwiseCopyable & Sendable>(
    _ from: UnsafeMutablePointer<T>, _ to: UnsafeMutablePointer<T>, _ size: Int,
    _ loops: ScanLoops<T>
  ) {
    let pieces = size.ceilDivided(by: Self.pieceLength)
    /// The elements of a piece, counted in the direction of the walk.
    func elements(_ piece: Int) -> Range<Int> {
      let start = piece * Self.pieceLength
      let end = Swift.min(size, start + Self.pieceLength)
      return reverse ? size - end..<size - start : start..<end
    }
    withUnsafeTemporaryAllocation(of: T.self, capacity: pieces) { before in
      let before = before.baseAddress!
      parallel(pieces, smallest: 2, multiple: 1) { part in
        for piece in part {
          let range = elements(piece)
          before[piece] = loops.fold(from + range.lowerBound, loops.start, range.count)
        }
      }
      _ = loops.scan(before, 1, loops.start, 1, before, pieces)
      parallel(pieces, smallest: 2, multiple: 1) { part in
        for piece in part {
          let range = elements(piece)
          let first = reverse ? range.upperBound - 1 : range.lowerBound
          _ = loops.scan(
            from + first, reverse ? -1 : 1, before[piece], exclusive ? 1 : 0, to + first,
            range.count)
        }
      }
    }
  }

  /// The cores share the columns of all blocks, in pieces that end with a block and whose running
  /// folds fit the first-level cache.
  private func scanColumns<T: BitwiseCopyable & Sendable>(
    _ from: UnsafeMutablePointer<T>, _ to: UnsafeMutablePointer<T>, blocks: Int, _ size: Int,
    _ inner: Int, _ loops: ScanLoops<T>
  ) {
    let widest = 1 << 10
    parallel(blocks * inner, smallest: max(2, (1 << 16) / size), multiple: 16) { part in
      withUnsafeTemporaryAllocation(of: T.self, capacity: widest) { folds in
        let folds = folds.baseAddress!
        var column = part.lowerBound
        while column < part.upperBound {
          let (block, left) = column.quotientAndRemainder(dividingBy: inner)
          let width = Swift.min(inner - left, part.upperBound - column, widest)
          let first = block * size * inner + left + (reverse ? (size - 1) * inner : 0)
          folds.update(repeating: loops.start, count: width)
          loops.columns(
            from + first, reverse ? -inner : inner, size, width, folds, exclusive ? 1 : 0,
            to + first)
          column += width
        }
      }
    }
  }

  /// Folds rows as columns, if each step of a fold takes long: then the folds of many rows run side
  /// by side.
  private func scanTransposedRows<T: BitwiseCopyable & Sendable>(
    _ from: UnsafeMutablePointer<T>, _ to: UnsafeMutablePointer<T>, rows: Int, _ size: Int,
    _ loops: ScanLoops<T>
  ) {
    // A block fits the second-level cache, whatever the type.
    let (side, length) = (64, 256)
    parallel(rows, smallest: max(2, (1 << 12) / size), multiple: side) { part in
      withUnsafeTemporaryAllocation(of: T.self, capacity: side * (length + 1)) { memory in
        let (folds, columns) = (memory.baseAddress!, memory.baseAddress! + side)
        for first in stride(from: part.lowerBound, to: part.upperBound, by: side) {
          let width = Swift.min(side, part.upperBound - first)
          folds.update(repeating: loops.start, count: width)
          for step in stride(from: 0, to: size, by: length) {
            let count = Swift.min(length, size - step)
            let offset = first * size + (reverse ? size - step - count : step)
            let bytes = MemoryLayout<T>.size
            copyPlane(
              from + offset, rows: 1, columns: size, to: columns, rows: side, columns: 1,
              size: bytes, count, width)
            let start = columns + (reverse ? (count - 1) * side : 0)
            loops.columns(
              start, reverse ? -side : side, count, width, folds, exclusive ? 1 : 0, start)
            copyPlane(
              columns, rows: 1, columns: side, to: to + offset, rows: size, columns: 1, size: bytes,
              width, count)
          }
        }
      }
    }
  }
}

/// The loops of a running fold; see CKernelsScans.h. Integers are folded as unsigned ones, which
/// wrap around in the same way.
struct ScanLoops<T: BitwiseCopyable & Sendable>: Sendable {
  let start: T
  let scan: @Sendable (UnsafePointer<T>?, Int, T, Int32, UnsafeMutablePointer<T>?, Int) -> T
  let fold: @Sendable (UnsafePointer<T>?, T, Int) -> T
  let columns:
    @Sendable (
      UnsafePointer<T>?, Int, Int, Int, UnsafeMutablePointer<T>?, Int32, UnsafeMutablePointer<T>?
    ) -> Void
  /// Whether `scan` takes one element after the other.
  var isSequential = false
}

extension Scan {
  /// The same walk, but including the element itself.
  var inclusive: Scan { Scan(axis: axis, exclusive: false, reverse: reverse) }

  /// Each element moved to the position of the one after it in the walk; 0 at the first position.
  func shifted(_ x: Tensor) -> Tensor {
    let size = x.shape.dimensions[axis]
    if size == 0 { return x }
    let zero = zeros(like: x.slice(axis: axis, 0, 1))
    return reverse
      ? concat([x.slice(axis: axis, 1, size), zero], axis: axis)
      : concat([zero, x.slice(axis: axis, 0, size - 1)], axis: axis)
  }
}
