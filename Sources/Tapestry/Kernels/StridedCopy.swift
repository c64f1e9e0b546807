// Copies a view into row-major order. Transposing, slicing and broadcasting only change strides;
// the elements move here, once a kernel needs them contiguous.

extension Tensor {
  /// The same elements contiguous in row-major order: the tensor itself if they already are.
  func contiguous() -> Tensor {
    isContiguous ? self : copied()
  }

  /// A copy in row-major order.
  private func copied() -> Tensor {
    let result = Tensor(uninitialized: shape, dtype: dtype)
    copy(into: result)
    return result
  }

  /// Copies the elements into a view of the same shape and type.
  func copy(into target: Tensor) {
    let planes = CopiedPlanes(
      shape: shape, from: strides, to: target.strides, elementSize: dtype.size)
    withBytes { from in target.withBytes { planes.copy(from: from, to: $0) } }
  }
}

/// The order in which kernels visit one or more views of the same shape: rows of the innermost
/// dimension, with neighboring dimensions merged where all views allow it.
struct StridedWalk {
  /// The dimensions outside the rows, outermost first.
  private let outer: [(size: Int, strides: [Int])]
  /// The number of elements in a row.
  let innerCount: Int
  /// Each view's step within a row.
  let innerStrides: [Int]
  /// The number of rows.
  let outerCount: Int

  /// A walk over views of `shape` with the given strides, one list of strides for each view.
  init(shape: Shape, strides: [[Int]]) {
    var merged: [(size: Int, strides: [Int])] = []
    for axis in 0..<shape.rank where shape[axis] != 1 {
      let steps = strides.map { $0[axis] }
      if let last = merged.last,
        zip(last.strides, steps).allSatisfy({ $0 == $1 * shape[axis] })
      {
        merged[merged.count - 1] = (last.size * shape[axis], steps)
      } else {
        merged.append((shape[axis], steps))
      }
    }
    let inner = merged.popLast() ?? (1, strides.map { _ in 1 })
    innerCount = inner.size
    innerStrides = inner.strides
    outer = merged
    outerCount = merged.reduce(1) { $0 * $1.size }
  }

  /// Calls `body` for pieces of rows, on all cores if there is enough work, with the row-major
  /// index of the piece's first element, each view's offset to it, and the piece's length.
  func inParallel(_ body: (_ first: Int, _ offsets: [Int], _ length: Int) -> Void) {
    if outerCount == 1 {
      parallel(innerCount) { part in
        body(part.lowerBound, innerStrides.map { $0 * part.lowerBound }, part.count)
      }
    } else {
      let smallest = max(2, (1 << 16) / max(innerCount, 1))
      parallel(outerCount, smallest: smallest, multiple: 1) { rows in
        forEachRow(rows) { row, offsets in body(row * innerCount, offsets, innerCount) }
      }
    }
  }

  /// Calls `body` with each row's index and each view's offset to the row's first element.
  private func forEachRow(_ rows: Range<Int>, _ body: (Int, [Int]) -> Void) {
    guard innerCount > 0, !rows.isEmpty else { return }
    var position = [Int](repeating: 0, count: outer.count)
    var offsets = [Int](repeating: 0, count: innerStrides.count)
    var rest = rows.lowerBound
    for axis in outer.indices.reversed() {
      position[axis] = rest % outer[axis].size
      rest /= outer[axis].size
      for view in offsets.indices { offsets[view] += position[axis] * outer[axis].strides[view] }
    }
    for row in rows {
      body(row, offsets)
      var axis = outer.count - 1
      while axis >= 0 {
        position[axis] += 1
        for view in offsets.indices { offsets[view] += outer[axis].strides[view] }
        if position[axis] < outer[axis].size { break }
        for view in offsets.indices {
          offsets[view] -= outer[axis].size * outer[axis].strides[view]
        }
        position[axis] = 0
        axis -= 1
      }
    }
  }
}
