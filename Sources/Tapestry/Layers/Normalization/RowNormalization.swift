import CKernels

/// (x - mean) / √(variance + epsilon), with the mean and the variance of each row, computed while
/// the row is in the first-level cache.
///
/// - **Shapes:** [..., n] gives the same.
struct RowNormalization: FusedPrimitive, PlacedPrimitive {
  let epsilon: Double
  var name: String { "rowNormalization" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  func run(_ inputs: [Tensor], into y: Tensor) {
    let x = inputs[0].contiguous()
    let length = x.shape[-1]
    switch y.dtype {
    case .float32:
      withElements(of: x, as: Float.self, y, as: Float.self) { x, y in
        eachRow(of: inputs[0].shape) {
          kernel_normalize_row_f32(x + $0, length, Float(epsilon), y + $0)
        }
      }
    default:
      withElements(of: x, as: Double.self, y, as: Double.self) { x, y in
        eachRow(of: inputs[0].shape) { kernel_normalize_row_f64(x + $0, length, epsilon, y + $0) }
      }
    }
  }

  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    [bind(RowNormalizationGradient(epsilon: epsilon), [call[0], call.dy])]
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let (mean, variance) = inputs[0].moments(axis: -1, keepDims: true)
    return (inputs[0] - mean) * rsqrt(variance + epsilon)
  }
}

/// The gradient with respect to x, from x and the gradient with respect to the normalized rows.
struct RowNormalizationGradient: FusedPrimitive, PlacedPrimitive {
  let epsilon: Double
  var name: String { "rowNormalizationGradient" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  func run(_ inputs: [Tensor], into dx: Tensor) {
    let (x, dy) = (inputs[0].contiguous(), inputs[1].contiguous())
    let length = x.shape[-1]
    switch dx.dtype {
    case .float32:
      withElements(of: x, as: Float.self, dy, as: Float.self, dx, as: Float.self) { x, dy, dx in
        eachRow(of: inputs[0].shape) {
          kernel_normalize_row_gradient_f32(x + $0, dy + $0, length, Float(epsilon), dx + $0)
        }
      }
    default:
      withElements(of: x, as: Double.self, dy, as: Double.self, dx, as: Double.self) { x, dy, dx in
        eachRow(of: inputs[0].shape) {
          kernel_normalize_row_gradient_f64(x + $0, dy + $0, length, epsilon, dx + $0)
        }
      }
    }
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let (x, dy) = (inputs[0], inputs[1])
    let (mean, variance) = x.moments(axis: -1, keepDims: true)
    let root = rsqrt(variance + epsilon)
    let y = (x - mean) * root
    return root
      * (dy - dy.mean(axis: -1, keepDims: true) - y * (dy * y).mean(axis: -1, keepDims: true))
  }
}

/// Calls `body` with the offset of each row, on all cores if there is enough work.
private func eachRow(of shape: Shape, _ body: (_ first: Int) -> Void) {
  let length = shape[-1]
  guard length > 0 else { return }
  parallel(
    shape.elementCount / length, smallest: max(2, (1 << 16) / length), multiple: 1
  ) { rows in
    for row in rows { body(row * length) }
  }
}
