// The loops of reductions: over rows, over columns, and over the columns of short matrices.

/// A loop that folds a row into one number.
typealias FoldLoop<T, Folded> = @Sendable (UnsafePointer<T>?, Int) -> Folded

/// The number of elements of a long row that are folded at a time; fixed, so that the result does
/// not depend on the number of cores.
let foldedPieceLength = 1 << 16

/// Folds a long row in pieces, on all cores, and then their results.
func foldPieces<Folded: BitwiseCopyable>(
  of length: Int, by fold: (_ start: Int, _ count: Int) -> Folded,
  _ rowOfResults: FoldLoop<Folded, Folded>
) -> Folded {
  let pieces = length.ceilDivided(by: foldedPieceLength)
  return withUnsafeTemporaryAllocation(of: Folded.self, capacity: pieces) { results in
    parallel(pieces, smallest: 2, multiple: 1) { part in
      for piece in part {
        let start = piece * foldedPieceLength
        results[piece] = fold(start, min(foldedPieceLength, length - start))
      }
    }
    return rowOfResults(UnsafePointer(results.baseAddress!), pieces)
  }
}

/// The loops that fold elements of one type. The results may be of a wider type, in which they are
/// folded further.
struct Fold<T: BitwiseCopyable, Folded: BitwiseCopyable>: Sendable {
  /// Folds a row.
  let row: FoldLoop<T, Folded>
  /// Folds a row of results.
  let rowOfResults: FoldLoop<Folded, Folded>
  /// Folds the rows of a matrix into one, without moving elements.
  let columns: ColumnLoop<T, Folded>
  /// Folds the columns of a short matrix in the order in which `row` folds a row.
  let shortColumns: ColumnLoop<T, Folded>

  /// The loops that fold results.
  var ofResults: Fold<Folded, Folded> {
    Fold<Folded, Folded>(
      row: rowOfResults, rowOfResults: rowOfResults, columns: .init(kernel: columns.ofResults),
      shortColumns: .init(kernel: shortColumns.ofResults))
  }
}

extension Fold {
  /// Loops with results of a type that `results` folds further.
  init(
    _ row: @escaping FoldLoop<T, Folded>, columns: @escaping ColumnKernel<T, Folded>,
    shortColumns: @escaping ColumnKernel<T, Folded>, _ results: Fold<Folded, Folded>
  ) {
    self.init(
      row: row, rowOfResults: results.row,
      columns: .init(kernel: columns, ofResults: results.columns.kernel),
      shortColumns: .init(kernel: shortColumns, ofResults: results.shortColumns.kernel))
  }
}

extension Fold where T == Folded {
  /// Loops with results of the same type. Where the order does not matter, as in that of integers,
  /// columns of short matrices are folded as others are.
  init(
    _ row: @escaping FoldLoop<T, T>, columns: @escaping ColumnKernel<T, T>,
    shortColumns: ColumnKernel<T, T>? = nil
  ) {
    self.init(
      row: row, rowOfResults: row, columns: .init(kernel: columns),
      shortColumns: .init(kernel: shortColumns ?? columns))
  }
}

/// The loops that fold integers, one for each type.
struct IntegerFolds: Sendable {
  let int8: Fold<Int8, Int8>
  let int16: Fold<Int16, Int16>
  let int32: Fold<Int32, Int32>
  let int64: Fold<Int64, Int64>
  let uint8: Fold<UInt8, UInt8>
}

/// Consecutive matrices, each of whose rows fold into one row.
struct FoldedMatrices: Equatable {
  let count: Int
  let rows: Int
  let columns: Int
}

/// A kernel that folds the rows of a matrix into one. Its arguments are a matrix, the distance
/// between rows, the numbers of rows and columns, and the result.
typealias ColumnKernel<T, Folded> =
  @Sendable (UnsafePointer<T>?, Int, Int, Int, UnsafeMutablePointer<Folded>?) -> Void

/// A loop that folds the rows of a matrix into one row.
struct ColumnLoop<T: BitwiseCopyable, Folded: BitwiseCopyable>: Sendable {
  let kernel: ColumnKernel<T, Folded>
  /// The same for rows of results.
  let ofResults: ColumnKernel<Folded, Folded>

  /// The most rows that are folded one after the other: few enough that rounding errors stay small.
  static var mostRows: Int { 1 << 12 }
  /// If there are more rows, this many are folded at a time, and then the results. Fixed, so that
  /// no sum depends on the number of cores.
  private static var pieceRows: Int { 1 << 9 }

  /// Folds the rows of each matrix, on all cores if there is enough work.
  func fold(
    _ x: UnsafeMutablePointer<T>, _ matrices: FoldedMatrices, into y: UnsafeMutablePointer<Folded>
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
    _ x: UnsafeMutablePointer<T>, _ matrices: FoldedMatrices, into y: UnsafeMutablePointer<Folded>
  ) {
    let (rows, columns) = (matrices.rows, matrices.columns)
    let pieces = rows.ceilDivided(by: Self.pieceRows)
    withScratch(of: Folded.self, matrices.count * pieces * columns) { partial in
      parallel(
        matrices.count * pieces, smallest: Swift.max(2, (1 << 7) / columns), multiple: 1
      ) { part in
        for index in part {
          let (matrix, piece) = index.quotientAndRemainder(dividingBy: pieces)
          let first = piece * Self.pieceRows
          kernel(
            x + (matrix * rows + first) * columns, columns, min(Self.pieceRows, rows - first),
            columns, partial + index * columns)
        }
      }
      ColumnLoop<Folded, Folded>(kernel: ofResults).fold(
        partial, FoldedMatrices(count: matrices.count, rows: pieces, columns: columns), into: y)
    }
  }
}

extension ColumnLoop where T == Folded {
  init(kernel: @escaping ColumnKernel<T, T>) {
    self.init(kernel: kernel, ofResults: kernel)
  }
}

extension ColumnLoop {
  /// Rows of fewer elements are short: a call for each would cost more than its elements.
  static var mostShort: Int { 64 }

  /// Folds short rows, many of them side by side.
  func foldShortRows(
    _ x: UnsafeMutablePointer<T>, count: Int, length: Int, into y: UnsafeMutablePointer<Folded>
  ) {
    eachBlockOfColumns(x, rows: count, length: length) { columns, distance, width, first in
      kernel(columns, distance, length, width, y + first)
    }
  }
}
