// Where windows are placed on an image, for convolution and pooling.

/// Whether windows may reach over the edge of what they slide over.
///
/// ```swift
/// conv1D(Tensor.ones([1, 5, 1]), Tensor.ones([3, 1, 1]), padding: .valid).shape   // (1, 3, 1)
/// conv1D(Tensor.ones([1, 5, 1]), Tensor.ones([3, 1, 1]), padding: .same).shape    // (1, 5, 1)
/// ```
public enum WindowPadding: String, Sendable, Hashable, CaseIterable {
  /// Each window lies inside, so there are fewer windows than cells.
  case valid
  /// With stride 1 there are as many windows as cells. Cells beyond the edge are 0 in a convolution
  /// and do not count in pooling; if their number is odd, the larger half is after the last cell.
  case same
}

/// The windows along one dimension. Each has a number of taps, which are `dilation` cells apart;
/// from one window to the next it is `stride` cells.
struct WindowAxis: Sendable, Hashable {
  let cells: Int
  let taps: Int
  let stride: Int
  let dilation: Int
  /// How many cells before the edge the first window begins.
  let before: Int
  /// The number of windows.
  let count: Int

  init(cells: Int, taps: Int, stride: Int, dilation: Int, before: Int, count: Int) {
    (self.cells, self.taps, self.stride, self.dilation) = (cells, taps, stride, dilation)
    (self.before, self.count) = (before, count)
  }

  init(cells: Int, taps: Int, stride: Int, dilation: Int, padding: WindowPadding) {
    (self.cells, self.taps, self.stride, self.dilation) = (cells, taps, stride, dilation)
    let span = Self.span(taps: taps, dilation: dilation)
    switch padding {
    case .valid:
      count = (cells - span) / stride + 1
      before = 0
    case .same:
      count = cells == 0 ? 0 : (cells - 1) / stride + 1
      before = max(0, (count - 1) * stride + span - cells) / 2
    }
  }

  /// The number of cells from a window's first tap to its last.
  static func span(taps: Int, dilation: Int) -> Int { (taps - 1) * dilation + 1 }

  /// The index of the cell under tap 0 of a window; it is negative before the first cell.
  func start(_ window: Int) -> Int { window * stride - before }

  /// The taps of a window under which there are cells.
  func inside(_ window: Int) -> Range<Int> {
    let start = start(window)
    let first = start >= 0 ? 0 : (-start - 1) / dilation + 1
    let end = start >= cells ? 0 : min(taps, (cells - 1 - start) / dilation + 1)
    return first < end ? first..<end : 0..<0
  }

  /// The windows that have a cell under the given tap.
  func windows(seeingUnder tap: Int) -> Range<Int> {
    let start = start(0) + tap * dilation
    let first = start >= 0 ? 0 : (-start - 1) / stride + 1
    let end = start >= cells ? 0 : min(count, (cells - 1 - start) / stride + 1)
    return first < end ? first..<end : 0..<0
  }
}

/// The windows on an image.
struct Windows: Sendable, Hashable {
  let rows: WindowAxis
  let columns: WindowAxis

  init(rows: WindowAxis, columns: WindowAxis) {
    (self.rows, self.columns) = (rows, columns)
  }

  /// The windows on an image or, if each size is one number and not two, on a sequence, which is an
  /// image of one row. Stops the program if there are none.
  init(
    _ operation: String, on cells: [Int], size: [Int], strides: [Int], dilations: [Int],
    padding: WindowPadding, shapes: String
  ) {
    func text(_ numbers: [Int]) -> String {
      numbers.count == 1 ? "\(numbers[0])" : "(\(numbers[0]), \(numbers[1]))"
    }
    for (name, steps) in [("strides", strides), ("dilations", dilations)]
    where steps.contains(where: { $0 < 1 }) {
      misuse(
        operation, "\(name) of \(text(steps)) for \(shapes)",
        cure: "give \(name) from 1 on; 1 leaves out no cell")
    }
    guard size.allSatisfy({ $0 > 0 }) else {
      misuse(
        operation, "a window of \(text(size)) for \(shapes)",
        cure: "give each dimension of the window a size from 1 on")
    }
    // More than any memory holds; products with strides and channels do not overflow.
    let largest = 1 << 40
    guard cells.allSatisfy({ 0...largest ~= $0 }) else {
      misuse(
        operation, "an image of \(text(cells)) cells, for \(shapes)",
        cure: "give each dimension a size from 0 to \(largest)")
    }
    // So far below `Int.max` that sums of a few sizes do not overflow.
    let farthest = 1 << 60
    for (taps, dilation) in zip(size, dilations)
    where (taps - 1).multipliedReportingOverflow(by: dilation).overflow
      || (taps - 1) * dilation > farthest
    {
      misuse(
        operation, "a window of \(text(size)), \(text(dilations)) cells apart, for \(shapes)",
        cure: "give a smaller window or smaller dilations")
    }
    let spans = zip(size, dilations).map { WindowAxis.span(taps: $0, dilation: $1) }
    if padding == .valid && zip(spans, cells).contains(where: { $0 > $1 }) {
      misuse(
        operation, "a window of \(text(spans)) on \(text(cells)) cells, for \(shapes)",
        cure: "take a smaller window, or padding: .same, under which it may reach over the edge")
    }
    let axes = cells.indices.map { axis in
      // Steps that lead to no other window or tap may be of any size, and are made small, so that
      // nothing overflows.
      WindowAxis(
        cells: cells[axis], taps: size[axis], stride: min(strides[axis], max(cells[axis], 1 << 20)),
        dilation: size[axis] == 1 ? 1 : dilations[axis], padding: padding)
    }
    let single = WindowAxis(cells: 1, taps: 1, stride: 1, dilation: 1, padding: .valid)
    rows = axes.count == 1 ? single : axes[0]
    columns = axes[axes.count - 1]
  }

  /// The number of windows.
  var count: Int { rows.count * columns.count }

  /// The number of cells of the image.
  var cells: Int { rows.cells * columns.cells }

  /// The number of taps of a window.
  var taps: Int { rows.taps * columns.taps }
}
