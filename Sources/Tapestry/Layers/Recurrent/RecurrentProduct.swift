/// The products with a recurrent layer's weights, the same in all of its steps.
///
/// Packed once in the order in which products read them, the weights are read from beginning to end
/// at each step: those that are in no near cache arrive twice as fast.
struct RecurrentProduct<T: RecurrentScalar> {
  private let rows: Int
  private let columns: Int
  private let isPacked: Bool
  private let isShared: Bool
  /// The weights as they are read.
  private let weights: Tensor

  /// - Parameters:
  ///   - kernel: the weights, a contiguous matrix.
  ///   - isTransposed: whether the products are with the transposed weights.
  ///   - packs: whether there are so many products that packing the weights pays.
  ///   - isShared: whether the cores share each product.
  init(_ kernel: Tensor, isTransposed: Bool = false, packs: Bool, isShared: Bool) {
    let (stored, step) = (kernel.shape, kernel.shape[1])
    let (rows, columns) = isTransposed ? (stored[1], stored[0]) : (stored[0], stored[1])
    (self.rows, self.columns, isPacked, self.isShared) = (rows, columns, packs, isShared)
    guard packs else {
      weights =
        isTransposed
        ? Tensor(view: kernel, shape: [rows, columns], strides: [1, rows]).contiguous() : kernel
      return
    }
    weights = Tensor(
      uninitialized: [T.packedSize(rows: rows, columns: columns)], dtype: kernel.dtype)
    withElements(of: kernel, as: T.self, weights, as: T.self) { kernel, packed in
      // In pieces of whole blocks of 64 columns, so that the layout does not depend on their
      // number.
      parallel(columns, smallest: rows * columns > 1 << 17 ? 65 : .max, multiple: 64) { part in
        T.pack(
          Matrix(elements: kernel, step: step, isTransposed: isTransposed)
            .columns(from: part.lowerBound),
          rows: rows, columns: part.count, into: packed + part.lowerBound * rows)
      }
    }
  }

  /// y = a weights, for `count` rows.
  func multiply(_ a: UnsafePointer<T>, rows count: Int, into y: UnsafeMutablePointer<T>) {
    weights.withElements(as: T.self) { weights in
      guard isPacked else {
        return T.multiply(
          rows: count, columns: columns, inner: rows,
          Matrix(elements: a, step: rows, isTransposed: false),
          Matrix(elements: weights, step: columns, isTransposed: false), y)
      }
      // Several parts for each core: if one is interrupted, the others do its share.
      let parts = isShared ? 4 * coreCount : 1
      parallel(parts, smallest: 2, multiple: 1) { range in
        for part in range {
          T.multiply(
            rows: count, columns: columns, inner: rows, a, packed: weights, y, part: part,
            parts: parts)
        }
      }
    }
  }
}
