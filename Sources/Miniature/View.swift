/// Describes a walk through memory: how many steps along each dimension, how far each step moves,
/// and where the walk begins.
///
/// ```swift
/// let view = View(shape: [2, 3], strides: [3, 1], offset: 0)
/// elements(of: [1, 2, 3, 4, 5, 6], through: view.transposed)  // [1, 4, 2, 5, 3, 6]
/// ```
///
/// Element (i, j, …) is at position offset + i · strides[0] + j · strides[1] + … A stride may be
/// negative (the dimension is reversed) or 0 (it is repeated).
public struct View: Hashable, Sendable {
  /// The number of steps along each dimension.
  public var shape: [Int]
  /// How far in memory a step along each dimension moves.
  public var strides: [Int]
  /// The position in memory of the first element.
  public var offset: Int

  /// A view with this shape, these strides and this offset.
  public init(shape: [Int], strides: [Int], offset: Int) {
    self.shape = shape
    self.strides = strides
    self.offset = offset
  }

  /// The whole memory in row-major order: the last index varies fastest, and there are no gaps.
  public init(rowMajor shape: [Int]) {
    var strides: [Int] = []
    var stride = 1
    for size in shape.reversed() {
      strides.insert(stride, at: 0)
      stride *= size
    }
    self.init(shape: shape, strides: strides, offset: 0)
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The positions in memory of all elements, in row-major order.
  ///
  /// They are built up by dimension: each position found so far becomes `size` positions, `stride`
  /// apart.
  public var positions: [Int] {
    var positions = [offset]
    for (size, stride) in zip(shape, strides) {
      var longer: [Int] = []
      longer.reserveCapacity(positions.count * size)
      for position in positions {
        for step in 0..<size { longer.append(position + step * stride) }
      }
      positions = longer
    }
    return positions
  }
}

/// All elements of a view in row-major order.
package func elements(of memory: [Float], through view: View) -> [Float] {
  view.positions.map { memory[$0] }
}

// Other views of the same memory: no element is moved.
extension View {
  /// The dimensions in the opposite order.
  public var transposed: View {
    View(shape: shape.reversed(), strides: strides.reversed(), offset: offset)
  }

  /// The part of one dimension that a range selects.
  public func slice(_ dimension: Int, _ range: Range<Int>) -> View {
    var part = self
    part.offset += range.lowerBound * strides[dimension]
    part.shape[dimension] = range.count
    return part
  }

  /// The view repeated to a larger shape: a stride of 0 reads the same element again.
  public func broadcast(to larger: [Int]) -> View {
    let missing = larger.count - shape.count
    var strides = [Int](repeating: 0, count: missing) + strides
    for (dimension, size) in shape.enumerated() where size == 1 { strides[missing + dimension] = 0 }
    return View(shape: larger, strides: strides, offset: offset)
  }
}

/// The diagonal of a two-dimensional view: each step goes down and to the right.
package func diagonal(of view: View) -> View {
  View(
    shape: [min(view.shape[0], view.shape[1])], strides: [view.strides[0] + view.strides[1]],
    offset: view.offset)
}

/// The shape of an element-wise result, or nil if the two shapes are incompatible.
///
/// Shapes are aligned at their last dimension. A dimension of 1, or one that is missing at the
/// front, repeats to fit the other.
package func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int]? {
  let rank = max(a.count, b.count)
  let a = [Int](repeating: 1, count: rank - a.count) + a
  let b = [Int](repeating: 1, count: rank - b.count) + b
  var result: [Int] = []
  for (m, n) in zip(a, b) {
    guard m == n || m == 1 || n == 1 else { return nil }
    result.append(m == 1 ? n : m)
  }
  return result
}
