import CKernels

// Loops over the windows of pooling. Each channel is pooled by itself; since channels are adjacent
// in memory, the innermost loops run over them.

/// The sizes and loops of one pooling operation.
struct PoolingLoops {
  let windows: Windows
  let images: Int
  let channels: Int

  init(_ windows: Windows, _ shape: Shape) {
    self.windows = windows
    (images, channels) = (shape[0], shape[3])
  }

  /// The cells of one window.
  struct Cells {
    /// The offset of the first cell's channels in the images.
    let first: Int
    let rows: Int
    let columns: Int
    /// The distance from cell to cell, and from row to row, in elements.
    let step: Int
    let rowStep: Int

    var count: Int { rows * columns }

    /// Calls `body` with the offset of each cell's channels, row by row.
    @inline(__always)
    func forEach(_ body: (_ cell: Int) -> Void) {
      for row in 0..<rows {
        for column in 0..<columns { body(first + row * rowStep + column * step) }
      }
    }
  }

  /// Calls `body` with each window of some images: the offset of its result, and its cells.
  ///
  /// Windows of one image may share cells. Loops that add to cells leave an image to one thread;
  /// the other loops could divide it, but training works on batches of images anyway.
  @inline(__always)
  private func forEachWindow(_ images: Range<Int>, _ body: (_ result: Int, _ cells: Cells) -> Void)
  {
    let (rows, columns) = (windows.rows, windows.columns)
    let rowStep = columns.cells * channels
    var result = images.lowerBound * windows.count * channels
    for image in images {
      for row in 0..<rows.count {
        let rowTaps = rows.inside(row)
        let start = image * rows.cells + rows.start(row) + rowTaps.lowerBound
        for column in 0..<columns.count {
          let columnTaps = columns.inside(column)
          let first = columns.start(column) + columnTaps.lowerBound
          body(
            result,
            Cells(
              first: start * rowStep + first * channels, rows: rowTaps.count,
              columns: columnTaps.count, step: channels, rowStep: rowStep))
          result += channels
        }
      }
    }
  }

  private func inParallel(_ body: (Range<Int>) -> Void) {
    // A window may be much larger than the image, but only its cells inside cost time.
    let cells =
      min(windows.rows.taps, windows.rows.cells) * min(windows.columns.taps, windows.columns.cells)
    let isLarge = images * windows.count * cells * channels >= 1 << 16
    parallel(images, smallest: isLarge ? 2 : .max, multiple: 1, body)
  }

  /// y = the largest element of each window.
  @inline(__always)
  func maxima<T: PoolingScalar>(_ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>) {
    inParallel { images in
      forEachWindow(images) { result, cells in
        (y + result).update(from: x + cells.first, count: channels)
        cells.forEach { cell in
          if cell != cells.first { T.keepLarger(x + cell, in: y + result, channels) }
        }
      }
    }
  }

  /// Calls `body` with each window, and with the position of the first largest element in each
  /// channel, counted in cells from the window's first in row-major order. NaN counts as the
  /// largest.
  @inline(__always)
  private func forEachMaximum<T: PoolingScalar>(
    _ x: UnsafePointer<T>, _ images: Range<Int>,
    _ body: (_ result: Int, _ cells: Cells, _ indices: UnsafePointer<Int32>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: T.self, capacity: channels) { largest in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: channels) { indices in
        forEachWindow(images) { result, cells in
          largest.baseAddress!.update(from: x + cells.first, count: channels)
          indices.update(repeating: 0)
          var index: Int32 = 0
          cells.forEach { cell in
            if index > 0 {
              T.keepFirstMaximum(
                x + cell, index, largest.baseAddress!, indices.baseAddress!, channels)
            }
            index += 1
          }
          body(result, cells, indices.baseAddress!)
        }
      }
    }
  }

  /// y = the elements of z at the positions of the largest elements of x.
  @inline(__always)
  func selections<T: PoolingScalar>(
    _ x: UnsafePointer<T>, _ z: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>
  ) {
    inParallel { images in
      forEachMaximum(x, images) { result, cells, indices in
        var index: Int32 = 0
        cells.forEach { cell in
          T.takeAtIndex(z + cell, indices, index, y + result, channels)
          index += 1
        }
      }
    }
  }

  /// dx = for each cell, the sum of the elements of dy whose windows have their maximum in that
  /// cell.
  @inline(__always)
  func gradients<T: PoolingScalar>(
    _ x: UnsafePointer<T>, _ dy: UnsafePointer<T>, _ dx: UnsafeMutablePointer<T>
  ) {
    inParallel { images in
      clear(images, dx)
      forEachMaximum(x, images) { result, cells, indices in
        var index: Int32 = 0
        cells.forEach { cell in
          T.addAtIndex(dy + result, indices, index, dx + cell, channels)
          index += 1
        }
      }
    }
  }

  /// y = the mean of each window's cells.
  @inline(__always)
  func means<T: PoolingScalar>(_ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>) {
    inParallel { images in
      forEachWindow(images) { result, cells in
        let mean = y + result
        mean.update(from: x + cells.first, count: channels)
        cells.forEach { cell in
          if cell != cells.first { T.add(x + cell, to: mean, channels) }
        }
        let count = T(cells.count)
        for channel in 0..<channels { mean[channel] /= count }
      }
    }
  }

  /// dx = for each cell, the sum of the elements of dy of its windows, each divided by the number
  /// of the window's cells.
  @inline(__always)
  func shares<T: PoolingScalar>(_ dy: UnsafePointer<T>, _ dx: UnsafeMutablePointer<T>) {
    inParallel { images in
      clear(images, dx)
      withUnsafeTemporaryAllocation(of: T.self, capacity: channels) { share in
        forEachWindow(images) { result, cells in
          let count = T(cells.count)
          for channel in 0..<channels { share[channel] = dy[result + channel] / count }
          cells.forEach { T.add(share.baseAddress!, to: dx + $0, channels) }
        }
      }
    }
  }

  private func clear<T: PoolingScalar>(_ images: Range<Int>, _ dx: UnsafeMutablePointer<T>) {
    let length = windows.cells * channels
    (dx + images.lowerBound * length).update(repeating: 0, count: images.count * length)
  }
}

/// A loop over elements and an array of indices, which acts where the index is a given one.
typealias IndexLoop<T> =
  @Sendable (UnsafePointer<T>?, UnsafePointer<Int32>?, Int32, UnsafeMutablePointer<T>?, Int) -> Void

/// An element type that can be pooled.
protocol PoolingScalar: MatrixScalar {
  /// y = the larger of x and y, or NaN if one is.
  static func keepLarger(
    _ x: UnsafePointer<Self>, in y: UnsafeMutablePointer<Self>, _ count: Int)
  /// Keeps the elements that are larger than the largest so far, and their indices.
  static func keepFirstMaximum(
    _ x: UnsafePointer<Self>, _ index: Int32, _ largest: UnsafeMutablePointer<Self>,
    _ indices: UnsafeMutablePointer<Int32>, _ count: Int)
  static var addAtIndex: IndexLoop<Self> { get }
  static var takeAtIndex: IndexLoop<Self> { get }
}

extension Float: PoolingScalar {
  static var addAtIndex: IndexLoop<Float> { kernel_add_at_index_f32 }
  static var takeAtIndex: IndexLoop<Float> { kernel_take_at_index_f32 }
  static func keepLarger(
    _ x: UnsafePointer<Float>, in y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    kernel_maximum_f32(y, 1, x, 1, y, count)
  }
  static func keepFirstMaximum(
    _ x: UnsafePointer<Float>, _ index: Int32, _ largest: UnsafeMutablePointer<Float>,
    _ indices: UnsafeMutablePointer<Int32>, _ count: Int
  ) {
    kernel_keep_first_maximum_f32(x, index, largest, indices, count)
  }
}

extension Double: PoolingScalar {
  static var addAtIndex: IndexLoop<Double> { kernel_add_at_index_f64 }
  static var takeAtIndex: IndexLoop<Double> { kernel_take_at_index_f64 }
  static func keepLarger(
    _ x: UnsafePointer<Double>, in y: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    kernel_maximum_f64(y, 1, x, 1, y, count)
  }
  static func keepFirstMaximum(
    _ x: UnsafePointer<Double>, _ index: Int32, _ largest: UnsafeMutablePointer<Double>,
    _ indices: UnsafeMutablePointer<Int32>, _ count: Int
  ) {
    kernel_keep_first_maximum_f64(x, index, largest, indices, count)
  }
}

/// What is computed from the windows of pooling.
enum PoolingLoop {
  case maxima, selections, gradients, means, shares
}

extension PoolingLoops {
  /// Runs one of the loops on elements of a dtype other than `float16`.
  ///
  /// The types are named explicitly, so that the compiler specializes the loops for each.
  func run(_ loop: PoolingLoop, _ inputs: [Tensor], into result: Tensor) {
    guard result.count > 0 else { return }
    let inputs = inputs.map { $0.contiguous() }
    if result.dtype == .float32 {
      run(loop, inputs, result, Float.self)
    } else {
      run(loop, inputs, result, Double.self)
    }
  }

  @inline(__always)
  private func run<T: PoolingScalar>(
    _ loop: PoolingLoop, _ inputs: [Tensor], _ result: Tensor, _: T.Type
  ) {
    // Loops with one input ignore the second.
    withElements(of: inputs[0], as: T.self, inputs.last!, as: T.self, result, as: T.self) {
      first, second, result in
      switch loop {
      case .maxima: maxima(first, result)
      case .selections: selections(first, second, result)
      case .gradients: gradients(first, second, result)
      case .means: means(first, result)
      case .shares: shares(first, result)
      }
    }
  }
}
