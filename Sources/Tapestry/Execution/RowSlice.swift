/// A slice whose elements are in rows at equal distances: what one cut of a tensor takes, such as
/// some of the columns, or every second row. A cluster takes it out of the tensor tile by tile.
struct RowSlice {
  /// The position of the first row.
  private let start: Int
  /// The number of elements in a row.
  private let length: Int
  /// The distance from one row to the next, in elements.
  private let distance: Int

  /// The number of elements from which copying rows one by one takes less time than another pass
  /// over memory.
  private static let shortest = 16

  /// The slice in this form; nil if it has another, or short rows.
  ///
  /// It also is nil for a slice of all elements, in another order: a cluster could compute a new
  /// value of the same size in the tensor's memory, and overwrite elements before they are read.
  init?(_ slice: StridedSlice, of shape: Shape) {
    var (start, stride) = (0, 1)
    // Dimensions of the slice with their strides, innermost first, merged where they can be.
    var merged: [(size: Int, stride: Int)] = []
    for (part, size) in zip(slice.parts, shape.dimensions).reversed() {
      start += part.start * stride
      let step = part.step * stride
      if let last = merged.last, step == last.size * last.stride {
        merged[merged.count - 1].size *= part.count
      } else if part.count != 1 {
        merged.append((part.count, step))
      }
      stride *= size
    }
    let count = slice.parts.reduce(1) { $0 * $1.count }
    guard let row = merged.first, row.stride == 1, row.size >= Self.shortest, merged.count <= 2,
      count > 0, count < shape.elementCount
    else { return nil }
    (self.start, length, distance) = (start, row.size, merged.count == 2 ? merged[1].stride : 0)
  }

  /// Copies the elements of the slice from the one with the index `first` on.
  func copy(
    _ x: UnsafePointer<Float>, from first: Int, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    var (row, column) = first.quotientAndRemainder(dividingBy: length)
    var written = 0
    while written < count {
      let run = Swift.min(length - column, count - written)
      (y + written).update(from: x + start + row * distance + column, count: run)
      written += run
      row += 1
      column = 0
    }
  }
}
