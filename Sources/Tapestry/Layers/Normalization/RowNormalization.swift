import CKernels

// Layer normalization over the last dimension, forward and backward in one pass over memory each.
// As operations of their own, the weights would take a pass each, and two more in the gradient.

/// (x - mean) / √(variance + epsilon) · gamma + beta, with the mean and the variance of each row,
/// computed while the row is in the first-level cache.
///
/// - **Shapes:** [..., n] and, if there are weights, [n] for each give [..., n].
struct RowNormalization: FusedPrimitive, PlacedPrimitive {
  let epsilon: Double
  /// Whether gamma is an input.
  let scales: Bool
  /// Whether beta is an input, the last one.
  let centers: Bool
  var name: String { "rowNormalization" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  func run(_ inputs: [Tensor], into y: Tensor) {
    switch y.dtype {
    case .float32: run(inputs, y, Float(epsilon), kernel_normalize_row_f32)
    default: run(inputs, y, epsilon, kernel_normalize_row_f64)
    }
  }

  private func run<T: FloatingScalar>(
    _ inputs: [Tensor], _ y: Tensor, _ epsilon: T,
    _ kernel: (
      UnsafePointer<T>?, Int, T, UnsafePointer<T>?, UnsafePointer<T>?, UnsafeMutablePointer<T>?
    ) -> Void
  ) {
    let inputs = inputs.map { $0.contiguous() }
    withWeights(scales ? inputs[1] : nil, T.self) { gamma in
      withWeights(centers ? inputs.last : nil, T.self) { beta in
        withElements(of: inputs[0], as: T.self, y, as: T.self) { x, y in
          let rows = NormalizedRows(of: inputs[0].shape)
          rows.each { kernel(x + $0, rows.length, epsilon, gamma, beta, y + $0) }
        }
      }
    }
  }

  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    var gradients = [Tensor?](repeating: nil, count: needed.count)
    if needed[0] {
      gradients[0] = bind(
        RowNormalizationGradient(epsilon: epsilon, scales: scales),
        [call[0], call.dy] + (scales ? [call[1]] : []))
    }
    guard needed.dropFirst().contains(true) else { return gradients }
    let products = bind(RowNormalizationProducts(epsilon: epsilon), [call[0], call.dy])
    if scales { gradients[1] = products[0] }
    if centers { gradients[needed.count - 1] = products[1] }
    return gradients
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let y = normalizedRows(inputs[0], epsilon).y
    let scaled = scales ? y * inputs[1] : y
    return centers ? scaled + inputs.last! : scaled
  }
}

/// The gradient with respect to x, from x, the gradient with respect to the result and, if there is
/// one, gamma.
struct RowNormalizationGradient: FusedPrimitive, PlacedPrimitive {
  let epsilon: Double
  let scales: Bool
  var name: String { "rowNormalizationGradient" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  func run(_ inputs: [Tensor], into dx: Tensor) {
    switch dx.dtype {
    case .float32: run(inputs, dx, Float(epsilon), kernel_normalize_row_gradient_f32)
    default: run(inputs, dx, epsilon, kernel_normalize_row_gradient_f64)
    }
  }

  private func run<T: FloatingScalar>(
    _ inputs: [Tensor], _ dx: Tensor, _ epsilon: T,
    _ kernel: (
      UnsafePointer<T>?, UnsafePointer<T>?, Int, T, UnsafePointer<T>?, UnsafeMutablePointer<T>?
    ) -> Void
  ) {
    let inputs = inputs.map { $0.contiguous() }
    withWeights(scales ? inputs[2] : nil, T.self) { gamma in
      withElements(of: inputs[0], as: T.self, inputs[1], as: T.self, dx, as: T.self) { x, dy, dx in
        let rows = NormalizedRows(of: inputs[0].shape)
        rows.each { kernel(x + $0, dy + $0, rows.length, epsilon, gamma, dx + $0) }
      }
    }
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let (y, root) = normalizedRows(inputs[0], epsilon)
    let d = scales ? inputs[1] * inputs[2] : inputs[1]
    return root
      * (d - d.mean(axis: -1, keepDims: true) - y * (d * y).mean(axis: -1, keepDims: true))
  }
}

/// The gradients with respect to gamma and beta, from x and the gradient with respect to the
/// result.
///
/// - **Shapes:** [..., n], twice, give [2, n].
struct RowNormalizationProducts: FusedPrimitive, PlacedPrimitive {
  let epsilon: Double
  var name: String { "rowNormalizationProducts" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: [2, inputs[0].shape[-1]], dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], into sums: Tensor) {
    switch sums.dtype {
    case .float32: run(inputs, sums, Float(epsilon), kernel_normalize_row_products_f32)
    default: run(inputs, sums, epsilon, kernel_normalize_row_products_f64)
    }
  }

  private func run<T: FloatingScalar>(
    _ inputs: [Tensor], _ sums: Tensor, _ epsilon: T,
    _ kernel: (
      UnsafePointer<T>?, UnsafePointer<T>?, Int, T, UnsafeMutablePointer<T>?,
      UnsafeMutablePointer<T>?
    ) -> Void
  ) {
    let (x, dy) = (inputs[0].contiguous(), inputs[1].contiguous())
    let rows = NormalizedRows(of: x.shape)
    let size = 2 * rows.length
    withElements(of: x, as: T.self, dy, as: T.self, sums, as: T.self) { x, dy, sums in
      sums.update(repeating: 0, count: size)
      // Pieces are added up in order, and depend only on the sizes, so that no sum depends on the
      // number of cores.
      let pieces = min(16, rows.count)
      withScratch(of: T.self, pieces * size) { partial in
        partial.update(repeating: 0, count: pieces * size)
        parallel(pieces, smallest: rows.smallestShared, multiple: 1) { part in
          for piece in part {
            let own = partial + piece * size
            for row in rows.count * piece / pieces..<rows.count * (piece + 1) / pieces {
              let first = row * rows.length
              kernel(x + first, dy + first, rows.length, epsilon, own, own + rows.length)
            }
          }
        }
        for piece in 0..<pieces {
          for index in 0..<size { sums[index] += partial[piece * size + index] }
        }
      }
    }
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let (x, dy) = (inputs[0], inputs[1])
    let others = Array(0..<(x.rank - 1))
    return stack([(dy * normalizedRows(x, epsilon).y).sum(axis: others), dy.sum(axis: others)])
  }
}

/// The normalized rows without weights, and 1 / √(variance + epsilon).
private func normalizedRows(_ x: Tensor, _ epsilon: Double) -> (y: Tensor, root: Tensor) {
  let (mean, variance) = x.moments(axis: -1, keepDims: true)
  let root = rsqrt(variance + epsilon)
  return ((x - mean) * root, root)
}

/// Calls `body` with the address of some weights, or nil if there are none.
private func withWeights<T: FloatingScalar>(
  _ weights: Tensor?, _: T.Type, _ body: (UnsafePointer<T>?) -> Void
) {
  if let weights { weights.withElements(as: T.self) { body($0) } } else { body(nil) }
}

/// The rows of a tensor, which the cores share.
private struct NormalizedRows {
  let count: Int
  let length: Int

  init(of shape: Shape) {
    length = shape[-1]
    count = length == 0 ? 0 : shape.elementCount / length
  }

  /// The number of pieces from which a second core pays.
  var smallestShared: Int { count * length >= 1 << 16 ? 2 : .max }

  /// Calls `body` with the offset of each row.
  func each(_ body: (_ first: Int) -> Void) {
    parallel(count, smallest: smallestShared, multiple: 1) { rows in
      for row in rows { body(row * length) }
    }
  }
}
