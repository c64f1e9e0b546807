import CKernels

/// x · scale + shift, with a scale and a shift for each channel, in one pass over memory.
///
/// - **Shapes:** [..., channels] and [channels], twice, give [..., channels].
struct ScaledChannels: FusedPrimitive, PlacedPrimitive {
  var name: String { "scaledChannels" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  func run(_ inputs: [Tensor], into y: Tensor) {
    switch y.dtype {
    case .float32: run(inputs, y, kernel_scale_rows_f32)
    default: run(inputs, y, kernel_scale_rows_f64)
    }
  }

  private func run<T: FloatingScalar>(
    _ inputs: [Tensor], _ y: Tensor,
    _ kernel: (
      UnsafePointer<T>?, Int, Int, UnsafePointer<T>?, UnsafePointer<T>?, UnsafeMutablePointer<T>?
    ) -> Void
  ) {
    let inputs = inputs.map { $0.contiguous() }
    let channels = y.shape[-1]
    guard y.count > 0 else { return }
    withElements(of: inputs[1], as: T.self, inputs[2], as: T.self) { scale, shift in
      withElements(of: inputs[0], as: T.self, y, as: T.self) { x, y in
        let smallest = max(2, (1 << 16) / channels)
        parallel(inputs[0].count / channels, smallest: smallest, multiple: 1) { rows in
          let first = rows.lowerBound * channels
          kernel(x + first, rows.count, channels, scale, shift, y + first)
        }
      }
    }
  }

  func definition(_ inputs: [Tensor]) -> Tensor { inputs[0] * inputs[1] + inputs[2] }
}
