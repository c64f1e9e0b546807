/// The products with some columns of a recurrent layer's weights, the same in all of its steps: all
/// columns, except where a step is two products, of which the second needs results of the first.
///
/// Packed once in the order in which products read them, the weights are read from beginning to end
/// at each step: those that are in no near cache arrive twice as fast.
struct RecurrentProduct<T: RecurrentScalar> {
  private let rows: Int
  private let columns: Int
  /// Where a row of A begins, and the distance from one to the next.
  private let source: (first: Int, step: Int)
  /// Where a row of the result begins, and the distance from one to the next.
  private let target: (first: Int, step: Int)
  private let isPacked: Bool
  private let isShared: Bool
  /// The weights as they are read.
  private let weights: Tensor

  /// - Parameters:
  ///   - kernel: the weights, a contiguous matrix.
  ///   - part: the columns of the kernel that are multiplied by.
  ///   - isTransposed: whether the products are with the transposed weights.
  ///   - packs: whether there are so many products that packing the weights pays.
  ///   - isShared: whether the cores share each product.
  init(
    _ kernel: Tensor, columns part: Range<Int>, isTransposed: Bool = false, packs: Bool,
    isShared: Bool
  ) {
    let (units, step) = (kernel.shape[0], kernel.shape[1])
    let (rows, columns) = isTransposed ? (part.count, units) : (units, part.count)
    (self.rows, self.columns, isPacked, self.isShared) = (rows, columns, packs, isShared)
    // Rows of the gates' sums have an element for each column of the kernel.
    let (states, sums) = ((first: 0, step: units), (first: part.lowerBound, step: step))
    (source, target) = isTransposed ? (sums, states) : (states, sums)
    guard packs else {
      weights = Tensor(
        view: kernel, shape: [rows, columns], offset: kernel.value.offset + part.lowerBound,
        strides: isTransposed ? [1, step] : columns == step ? nil : [step, 1]
      ).contiguous()
      return
    }
    weights = Tensor(
      uninitialized: [T.packedSize(rows: rows, columns: columns)], dtype: kernel.dtype)
    withElements(of: kernel, as: T.self, weights, as: T.self) { kernel, packed in
      // In pieces of whole blocks of 64 columns, so that the layout does not depend on their
      // number.
      parallel(columns, smallest: rows * columns > 1 << 17 ? 65 : .max, multiple: 64) { piece in
        T.pack(
          Matrix(elements: kernel + part.lowerBound, step: step, isTransposed: isTransposed)
            .columns(from: piece.lowerBound),
          rows: rows, columns: piece.count, into: packed + piece.lowerBound * rows)
      }
    }
  }

  /// y = a weights, for `count` rows: of the states in `a` and the gates' sums in `y`, or the other
  /// way round if the weights are transposed.
  func multiply(_ a: UnsafePointer<T>, rows count: Int, into y: UnsafeMutablePointer<T>) {
    let a = Matrix(elements: a + source.first, step: source.step, isTransposed: false)
    let y = y + target.first
    weights.withElements(as: T.self) { weights in
      guard isPacked else {
        return T.multiply(
          rows: count, columns: columns, inner: rows, a,
          Matrix(elements: weights, step: columns, isTransposed: false), y, step: target.step)
      }
      // Several parts for each core: if one is interrupted, the others do its share.
      let parts = isShared ? 4 * coreCount : 1
      parallel(parts, smallest: 2, multiple: 1) { range in
        for part in range {
          T.multiply(
            rows: count, columns: columns, inner: rows, a, packed: weights, y, step: target.step,
            part: part, parts: parts)
        }
      }
    }
  }
}
