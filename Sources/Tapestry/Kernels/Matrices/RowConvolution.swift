import CKernels

/// A convolution row by row, without copies of patches.
///
/// Neighboring windows see overlapping runs of cells: under one row of the filters, window w sees
/// taps · channels elements, starting at w · stride · channels. So the runs of all windows of a row
/// already form a matrix in memory, one whose rows overlap, and its product with a row of the
/// filters is what that row contributes to the sums:
///
///     y[row] = sum over the filter rows t of runs(x[row · stride + t]) w[t]
///     dw[t]  = sum over the rows of runs(x[row · stride + t]) transposed dy[row]
///
/// The terms of a sum are equally far apart in memory, so one call of `kernel_matmul_terms_f32`
/// adds them up in registers: with one product for each term, reading and writing the sums so far
/// would take a tenth of the time.
///
/// Where windows reach over an edge, the rows of cells are copied with zeros around them, as many
/// at a time as fit the cache. `ConvolutionLoops`, which copies patches, takes over where these
/// products would have too few rows.
struct RowConvolution {
  private let windows: Windows
  private let images: Int
  private let channels: Int
  private let filters: Int
  /// The number of rows of windows at a time: as many as fill a quarter of the second-level cache
  /// with their cells.
  private let groupRows: Int

  /// The convolution; nil if its rows have too few windows for tiles of several rows. A single
  /// channel is enough, since all terms of a sum are added up in registers, however short they are.
  init?(_ windows: Windows, images: Int, channels: Int, filters: Int) {
    let columns = windows.columns
    guard columns.dilation == 1, columns.count >= 8 else { return nil }
    (self.windows, self.images) = (windows, images)
    (self.channels, self.filters) = (channels, filters)
    let length = ((columns.count - 1) * columns.stride + columns.taps) * channels
    groupRows = max(1, min(windows.rows.count, (1 << 16) / (length * windows.rows.stride)))
  }

  /// The input gradient as a convolution of dy, if all strides are 1: as each window sees cells,
  /// each cell sees the windows that see it, in reverse order.
  init?(mirroring windows: Windows, images: Int, channels: Int, filters: Int) {
    guard windows.rows.stride == 1, windows.columns.stride == 1 else { return nil }
    self.init(windows.mirrored, images: images, channels: filters, filters: channels)
  }

  /// The number of elements that windows see of a row of cells, zeros included.
  private var rowLength: Int {
    ((windows.columns.count - 1) * windows.columns.stride + windows.columns.taps) * channels
  }

  /// Whether windows reach over an edge of the columns. Rows beyond an edge are left out.
  private var isPadded: Bool {
    let columns = windows.columns
    return columns.before > 0 || columns.start(columns.count - 1) + columns.taps > columns.cells
  }

  /// The groups of rows of all images.
  private var groupCount: Int { images * groupsOfImage }
  private var groupsOfImage: Int { windows.rows.count.ceilDivided(by: groupRows) }

  private var isLarge: Bool {
    images * windows.count * windows.taps * channels * filters >= 1 << 22
  }

  /// The number of elements in one row of the filters.
  private var filterRow: Int { windows.columns.taps * channels * filters }

  /// Computes y[windows, filters] = the products of all runs with the filters. `finish` is called
  /// with each row of windows as soon as its sums are complete.
  @inline(__always)
  func outputs<T: MatrixScalar>(
    _ x: UnsafePointer<T>, _ weights: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>,
    finish: (_ windows: UnsafeMutablePointer<T>, _ count: Int) -> Void = { _, _ in }
  ) {
    guard filters > filtersAtOnce else {
      return outputs(x, weights, 0..<filters, y, finish: finish)
    }
    let length = windows.taps * channels
    withScratch(of: T.self, length * filtersAtOnce) { copy in
      for first in stride(from: 0, to: filters, by: filtersAtOnce) {
        let columns = first..<min(first + filtersAtOnce, filters)
        T.copyRuns(weights + first, filters, copy, columns.count, length, columns.count)
        if columns.upperBound < filters {
          outputs(x, copy, columns, y, finish: { _, _ in })
        } else {
          outputs(x, copy, columns, y, finish: finish)
        }
      }
    }
  }

  /// The number of filters whose weights stay in the second-level cache from one row of windows to
  /// the next, a multiple of every machine's vector length. Each row of windows reads all weights,
  /// and if it has few windows, weights from farther away would take as long to arrive as to use.
  private var filtersAtOnce: Int {
    max(1, (1 << 17) / (windows.taps * channels * 32) + 1) * 32
  }

  /// Computes the same for some of the filters, whose weights are `weights`.
  @inline(__always)
  private func outputs<T: MatrixScalar>(
    _ x: UnsafePointer<T>, _ weights: UnsafePointer<T>, _ columns: Range<Int>,
    _ y: UnsafeMutablePointer<T>, finish: (_ windows: UnsafeMutablePointer<T>, _ count: Int) -> Void
  ) {
    let step = windows.columns.stride * channels
    let weightsOfRow = windows.columns.taps * channels * columns.count
    parallel(groupCount, smallest: isLarge ? 2 : .max, multiple: 1) { groups in
      eachGroup(of: groups, x) { rows, firstRow, cells in
        for (index, row) in rows.enumerated() {
          let target = y + (firstRow + index) * windows.columns.count * filters
          let taps = windows.rows.inside(row)
          if taps.isEmpty {
            target.update(repeating: 0, count: windows.columns.count * filters)
          } else {
            T.multiply(
              rows: windows.columns.count, columns: columns.count, terms: taps.count,
              inner: windows.columns.taps * channels,
              Matrix(elements: cells(row, taps.lowerBound), step: step, isTransposed: false),
              apart: windows.rows.dilation * cellsApart, weights + taps.lowerBound * weightsOfRow,
              target + columns.lowerBound, step: filters, adding: false)
          }
          finish(target, windows.columns.count)
        }
      }
    }
  }

  /// The input gradient, by a convolution that mirrors the one with these filters.
  @inline(__always)
  func inputs<T: MatrixScalar>(
    _ dy: UnsafePointer<T>, _ weights: UnsafePointer<T>, _ dx: UnsafeMutablePointer<T>
  ) {
    // Each tap's matrix transposed, in reverse order.
    let (taps, size) = (windows.taps, channels * filters)
    withScratch(of: T.self, taps * size) { mirrored in
      for tap in 0..<taps {
        let (from, to) = (weights + tap * size, mirrored + (taps - 1 - tap) * size)
        if MemoryLayout<T>.size == 4 {
          kernel_transpose_bytes4(from, filters, channels, to)
        } else {
          kernel_transpose_bytes8(from, filters, channels, to)
        }
      }
      outputs(dy, mirrored, dx)
    }
  }

  /// Computes weights = the products of all transposed runs with dy. Each piece of the groups has a
  /// sum of its own, the first in place; the sums are added up in order.
  @inline(__always)
  func weights<T: MatrixScalar>(
    _ x: UnsafePointer<T>, _ dy: UnsafePointer<T>, _ weights: UnsafeMutablePointer<T>
  ) {
    let step = windows.columns.stride * channels
    let size = windows.rows.taps * filterRow
    // More pieces serve more cores, but each costs memory, and an addition for each weight.
    let pieces = max(1, min(16, groupCount, (1 << 22) / size))
    withScratch(of: T.self, max(1, (pieces - 1) * size)) { sums in
      parallel(pieces, smallest: isLarge ? 2 : .max, multiple: 1) { part in
        for piece in part {
          let sum = piece == 0 ? weights : sums + (piece - 1) * size
          // The rows of the filters whose sums have begun. Starting all sums from zeros would take
          // as long as the sums.
          var begun = Set<Int>(minimumCapacity: windows.rows.taps)
          let groups = groupCount * piece / pieces..<groupCount * (piece + 1) / pieces
          eachGroup(of: groups, x) { rows, firstRow, cells in
            for tap in 0..<windows.rows.taps {
              let seeing = windows.rows.windows(seeingUnder: tap).clamped(to: rows)
              guard let first = seeing.first else { continue }
              T.multiply(
                rows: windows.columns.taps * channels, columns: filters, terms: seeing.count,
                inner: windows.columns.count,
                Matrix(elements: cells(first, tap), step: step, isTransposed: true),
                apart: windows.rows.stride * cellsApart,
                dy + (firstRow + first - rows.lowerBound) * windows.columns.count * filters,
                sum + tap * filterRow, step: filters, adding: !begun.insert(tap).inserted)
            }
          }
          for tap in 0..<windows.rows.taps where !begun.contains(tap) {
            (sum + tap * filterRow).update(repeating: 0, count: filterRow)
          }
        }
      }
      parallel(size, smallest: isLarge ? 1 << 16 : .max, multiple: 16) { part in
        for piece in 1..<max(1, pieces) {
          T.add(
            UnsafePointer(sums + (piece - 1) * size + part.lowerBound),
            to: weights + part.lowerBound, part.count)
        }
      }
    }
  }

  /// The distance between the rows of cells that `eachGroup` passes on, in elements.
  private var cellsApart: Int { isPadded ? rowLength : windows.columns.cells * channels }

  /// Calls `body` for each group of rows of windows: with the rows, the index of the first one
  /// among the rows of all images, and where the cells begin that a row sees under a tap.
  @inline(__always)
  private func eachGroup<T: MatrixScalar>(
    of groups: Range<Int>, _ x: UnsafePointer<T>,
    _ body: (
      _ rows: Range<Int>, _ firstRow: Int, _ cells: (_ row: Int, _ tap: Int) -> UnsafePointer<T>
    ) -> Void
  ) {
    let rows = windows.rows
    let cellsOfRow = windows.columns.cells * channels
    let slots = (groupRows - 1) * rows.stride + (rows.taps - 1) * rows.dilation + 1
    withScratch(of: T.self, isPadded ? slots * rowLength : 1) { copies in
      for group in groups {
        let (image, part) = group.quotientAndRemainder(dividingBy: groupsOfImage)
        let range = part * groupRows..<min((part + 1) * groupRows, rows.count)
        let cells = x + image * rows.cells * cellsOfRow
        let first = rows.start(range.lowerBound)
        if isPadded {
          let end = rows.start(range.upperBound - 1) + (rows.taps - 1) * rows.dilation + 1
          for row in max(first, 0)..<max(first, 0, min(end, rows.cells)) {
            copy(cells + row * cellsOfRow, to: copies + (row - first) * rowLength)
          }
        }
        body(range, image * rows.count + range.lowerBound) { row, tap in
          let cellRow = rows.start(row) + tap * rows.dilation
          return isPadded
            ? UnsafePointer(copies + (cellRow - first) * rowLength) : cells + cellRow * cellsOfRow
        }
      }
    }
  }

  /// Copies a row of cells, with zeros for what windows see beyond the edges.
  @inline(__always)
  private func copy<T: MatrixScalar>(_ row: UnsafePointer<T>, to copy: UnsafeMutablePointer<T>) {
    let before = windows.columns.before * channels
    let count = min(windows.columns.cells * channels, rowLength - before)
    copy.update(repeating: 0, count: before)
    (copy + before).update(from: row, count: count)
    (copy + before + count).update(repeating: 0, count: rowLength - before - count)
  }
}

extension Windows {
  /// For strides of 1, the windows through which each cell sees the windows that see it.
  fileprivate var mirrored: Windows { Windows(rows: rows.mirrored, columns: columns.mirrored) }
}

extension WindowAxis {
  fileprivate var mirrored: WindowAxis {
    WindowAxis(
      cells: count, taps: taps, stride: 1, dilation: dilation,
      before: (taps - 1) * dilation - before, count: cells)
  }
}
