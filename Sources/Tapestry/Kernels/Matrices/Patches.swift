// A convolution as products of matrices. The cells that a window sees, its patch, become a row of
// one matrix; the filters are the other. The matrix of all patches would be as many times larger
// than the images as a window has taps, so it is made in panels that stay in the cache until they
// have been used.

/// The patches of a batch of images: which cells each window sees.
struct Patches {
  let windows: Windows
  let images: Int
  let channels: Int
  /// The number of elements in a patch.
  let length: Int
  /// For each tap of a filter row, the windows that see a cell under it.
  private let seeingWindows: [Range<Int>]

  init(_ windows: Windows, images: Int, channels: Int) {
    (self.windows, self.images, self.channels) = (windows, images, channels)
    length = windows.taps * channels
    seeingWindows = (0..<windows.columns.taps).map(windows.columns.windows(seeingUnder:))
  }

  /// The number of windows on all images.
  var count: Int { images * windows.count }

  /// The number of patches in a panel. It depends only on the patches' length, so that sums are
  /// formed in the same order on any number of cores.
  var panelCount: Int {
    let elements = 1 << 17
    // A multiple of the number of rows that the matrix product computes at a time.
    return max(1, min(18, elements / max(1, length) / 56)) * 56
  }

  /// The channels of one cell, for each of several consecutive windows in a row.
  private struct Runs {
    /// The offset of the first run in the panel, and in the images.
    let inPanel: Int
    let inImages: Int
    let count: Int
  }

  /// Calls `body` with the cells that the given windows see under each tap, for a panel that begins
  /// with the first of them, and `outside` with the parts of the panel that are beyond the edge.
  @inline(__always)
  private func forEachRuns(
    _ range: Range<Int>, _ body: (Runs) -> Void, outside: (Runs) -> Void
  ) {
    let (rows, columns) = (windows.rows, windows.columns)
    var window = range.lowerBound
    while window < range.upperBound {
      // Those of the given windows that are in one row.
      let (rowIndex, first) = window.quotientAndRemainder(dividingBy: columns.count)
      let (image, row) = rowIndex.quotientAndRemainder(dividingBy: rows.count)
      let asked = first..<min(columns.count, first + range.upperBound - window)
      let rowTaps = rows.inside(row)
      // Where the first channel under the first tap of the row's window 0 would be.
      var inPanel = (window - range.lowerBound - first) * length
      for rowTap in 0..<rows.taps {
        let imageRow = image * rows.cells + rows.start(row) + rowTap * rows.dilation
        var cell = imageRow * columns.cells + columns.start(0)
        for seeing in seeingWindows {
          let inside =
            rowTaps.contains(rowTap)
            ? seeing.clamped(to: asked) : asked.lowerBound..<asked.lowerBound
          let (panel, start) = (inPanel, cell)
          func runs(_ part: Range<Int>) -> Runs {
            Runs(
              inPanel: panel + part.lowerBound * length,
              inImages: (start + part.lowerBound * columns.stride) * channels, count: part.count)
          }
          if !inside.isEmpty { body(runs(inside)) }
          if inside.count < asked.count {
            outside(runs(asked.lowerBound..<inside.lowerBound))
            outside(runs(inside.upperBound..<asked.upperBound))
          }
          inPanel += channels
          cell += columns.dilation
        }
      }
      window += asked.count
    }
  }

  /// Copies the patches of some windows into a panel; cells beyond the edge are 0.
  @inline(__always)
  func copy<T: MatrixScalar>(
    _ range: Range<Int>, of images: UnsafePointer<T>, to panel: UnsafeMutablePointer<T>
  ) {
    let step = windows.columns.stride * channels
    forEachRuns(range) { runs in
      T.copyRuns(images + runs.inImages, step, panel + runs.inPanel, length, runs.count, channels)
    } outside: { runs in
      for run in 0..<runs.count {
        (panel + runs.inPanel + run * length).update(repeating: 0, count: channels)
      }
    }
  }

  /// Adds a panel of patches to the cells that they stand for: the transpose of `copy`.
  @inline(__always)
  func add<T: MatrixScalar>(
    _ range: Range<Int>, of panel: UnsafePointer<T>, to images: UnsafeMutablePointer<T>
  ) {
    let step = windows.columns.stride * channels
    forEachRuns(range) { runs in
      T.addRuns(panel + runs.inPanel, length, images + runs.inImages, step, runs.count, channels)
    } outside: { _ in
    }
  }
}

// MARK: - The three products

/// A convolution's sizes and loops. Each result is computed in pieces, which the cores share and
/// which depend only on the sizes.
struct ConvolutionLoops {
  let patches: Patches
  let filters: Int

  /// Whether a second thread pays.
  private var isLarge: Bool { patches.count * patches.length * filters >= 1 << 22 }

  private func inParallel(_ pieces: Int, _ body: (Range<Int>) -> Void) {
    parallel(pieces, smallest: isLarge ? 2 : .max, multiple: 1, body)
  }

  /// Calls `body` with the windows of one panel after the other.
  @inline(__always)
  private func forEachPanel(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + patches.panelCount, range.upperBound)
      body(start..<end)
      start = end
    }
  }

  /// Computes y[windows, filters] = patches x filters. `finish` is called with the windows of each
  /// panel as soon as their sums are complete.
  @inline(__always)
  func outputs<T: MatrixScalar>(
    _ x: UnsafePointer<T>, _ weights: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>,
    finish: (_ windows: UnsafeMutablePointer<T>, _ count: Int) -> Void
  ) {
    let (length, step) = (patches.length, patches.panelCount)
    let filterMatrix = Matrix(elements: weights, step: filters, isTransposed: false)
    inParallel(patches.count.ceilDivided(by: step)) { panels in
      withPanel(T.self) { panel in
        forEachPanel(panels.lowerBound * step..<min(panels.upperBound * step, patches.count)) {
          patches.copy($0, of: x, to: panel)
          T.multiply(
            rows: $0.count, columns: filters, inner: length,
            Matrix(elements: UnsafePointer(panel), step: length, isTransposed: false), filterMatrix,
            y + $0.lowerBound * filters)
          finish(y + $0.lowerBound * filters, $0.count)
        }
      }
    }
  }

  /// Computes x[images] += dy x transposed filters, each patch added to the cells that it stands
  /// for.
  @inline(__always)
  func inputs<T: MatrixScalar>(
    _ dy: UnsafePointer<T>, _ weights: UnsafePointer<T>, _ x: UnsafeMutablePointer<T>
  ) {
    let length = patches.length
    let filterMatrix = Matrix(elements: weights, step: filters, isTransposed: true)
    // Windows of one image overlap, so each thread takes whole images.
    let group = max(1, patches.panelCount / max(1, patches.windows.count))
    inParallel(patches.images.ceilDivided(by: group)) { groups in
      withPanel(T.self) { panel in
        for first in groups.map({ $0 * group }) {
          let images = first..<min(first + group, patches.images)
          let imageLength = patches.windows.cells * patches.channels
          (x + first * imageLength).update(repeating: 0, count: images.count * imageLength)
          let windows = patches.windows.count
          forEachPanel(images.lowerBound * windows..<images.upperBound * windows) {
            T.multiply(
              rows: $0.count, columns: length, inner: filters,
              Matrix(elements: dy + $0.lowerBound * filters, step: filters, isTransposed: false),
              filterMatrix, panel)
            patches.add($0, of: UnsafePointer(panel), to: x)
          }
        }
      }
    }
  }

  /// Computes weights[length, filters] = transposed patches x dy. Each piece of the windows has a
  /// sum of its own; the sums are added up in order.
  @inline(__always)
  func weights<T: MatrixScalar>(
    _ x: UnsafePointer<T>, _ dy: UnsafePointer<T>, _ weights: UnsafeMutablePointer<T>
  ) {
    let (length, size) = (patches.length, patches.length * filters)
    let panels = patches.count.ceilDivided(by: patches.panelCount)
    // More pieces serve more cores, but each costs memory, and an addition for each weight.
    let pieces = max(1, min(16, panels, (1 << 22) / max(1, size)))
    weights.update(repeating: 0, count: size)
    withScratch(of: T.self, pieces * size) { sums in
      inParallel(pieces) { part in
        withPanel(T.self) { panel in
          withScratch(of: T.self, size) { product in
            for piece in part {
              let sum = sums + piece * size
              sum.update(repeating: 0, count: size)
              let start = panels * piece / pieces * patches.panelCount
              let end = panels * (piece + 1) / pieces * patches.panelCount
              forEachPanel(start..<min(end, patches.count)) {
                patches.copy($0, of: x, to: panel)
                T.multiply(
                  rows: length, columns: filters, inner: $0.count,
                  Matrix(elements: UnsafePointer(panel), step: length, isTransposed: true),
                  Matrix(
                    elements: dy + $0.lowerBound * filters, step: filters, isTransposed: false),
                  product)
                T.add(UnsafePointer(product), to: sum, size)
              }
            }
          }
        }
      }
      for piece in 0..<pieces { T.add(UnsafePointer(sums + piece * size), to: weights, size) }
    }
  }

  private func withPanel<T: MatrixScalar>(_: T.Type, _ body: (UnsafeMutablePointer<T>) -> Void) {
    withScratch(of: T.self, min(patches.panelCount, patches.count) * patches.length, body)
  }
}

extension ConvolutionLoops {
  /// Runs one of the three products on elements of a dtype other than `float16`. For `float32`
  /// outputs, `finish` is called with each part as soon as it is complete.
  ///
  /// The types are named explicitly, so that the compiler specializes the loops for each.
  func run(
    _ product: ConvolutionProduct, _ a: Tensor, _ b: Tensor, _ result: Tensor,
    finish: (_ windows: UnsafeMutablePointer<Float>, _ count: Int) -> Void = { _, _ in }
  ) {
    guard patches.count * patches.length * filters > 0 else { return result.fillWithZeros() }
    let (a, b) = (a.contiguous(), b.contiguous())
    if result.dtype == .float32 {
      withElements(of: a, as: Float.self, b, as: Float.self, result, as: Float.self) {
        run(product, $0, $1, $2, finish: finish)
      }
    } else {
      withElements(of: a, as: Double.self, b, as: Double.self, result, as: Double.self) {
        run(product, $0, $1, $2, finish: { _, _ in })
      }
    }
  }

  @inline(__always)
  private func run<T: MatrixScalar>(
    _ product: ConvolutionProduct, _ a: UnsafePointer<T>, _ b: UnsafePointer<T>,
    _ result: UnsafeMutablePointer<T>,
    finish: (_ windows: UnsafeMutablePointer<T>, _ count: Int) -> Void
  ) {
    let (windows, images, channels) = (patches.windows, patches.images, patches.channels)
    let (byRows, mirrored) =
      T.rowsMayOverlap
      ? (
        RowConvolution(windows, images: images, channels: channels, filters: filters),
        RowConvolution(mirroring: windows, images: images, channels: channels, filters: filters)
      ) : (nil, nil)
    switch product {
    case .outputs:
      byRows?.outputs(a, b, result, finish: finish) ?? outputs(a, b, result, finish: finish)
    case .inputs: mirrored?.inputs(a, b, result) ?? inputs(a, b, result)
    case .weights: byRows?.weights(a, b, result) ?? weights(a, b, result)
    }
  }
}

extension Tensor {
  /// Sets all bytes to 0, where sums begin.
  fileprivate func fillWithZeros() {
    withBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0, count: count * dtype.size) }
  }
}

/// Which of the three tensors of a convolution is computed from the other two.
enum ConvolutionProduct {
  case outputs, inputs, weights
}
