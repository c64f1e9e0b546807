import CKernels

/// A convolution, a bias for each filter, and optionally a relu, which a graph fuses into one
/// operation.
///
/// Each part of the sums is finished while it is in the cache. As operations of their own, the bias
/// and the relu would read all sums from memory and write them once more.
///
/// - **DTypes:** `float32`.
/// - **Gradient:** none: graphs of gradients are built from the parts, before they are fused.
struct BiasedConvolution: PlacedPrimitive {
  let convolution: Convolution2D
  let isRectified: Bool
  var name: String { isRectified ? "rectifiedConv2D" : "biasedConv2D" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { convolution.spec(inputs) }

  func run(_ inputs: [Tensor], into y: Tensor) {
    let bias = inputs[2].contiguous()
    let filters = inputs[1].shape[3]
    bias.withElements(as: Float.self) { bias in
      convolution.windows.loops(images: inputs[0].shape, filters: inputs[1].shape)
        .run(.outputs, inputs[0], inputs[1], y) { windows, count in
          kernel_bias_relu_f32(bias, isRectified ? 1 : 0, windows, count, filters)
        }
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
