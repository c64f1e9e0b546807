import CKernels

// The statistics of channels that batch normalization needs, in one pass over memory each: the mean
// and variance for the forward pass, two sums for the backward pass. Single operations would take a
// pass for each difference, square and sum.

/// The mean and the variance of each channel, over all dimensions but the last.
///
/// - **Shapes:** [..., channels] gives [2, channels].
struct ChannelMoments: FusedPrimitive, PlacedPrimitive {
  var name: String { "channelMoments" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: [2, inputs[0].shape[-1]], dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], into moments: Tensor) {
    let loops = ChannelLoops(inputs[0].shape)
    switch moments.dtype {
    case .float32:
      loops.moments(inputs[0], moments, kernel_column_moments_f32)
    default:
      loops.moments(inputs[0], moments, kernel_column_moments_f64)
    }
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let (mean, variance) = inputs[0].moments(axis: Array(0..<(inputs[0].rank - 1)))
    return stack([mean, variance])
  }
}

/// For each channel the sum of dy, and the sum of dy (x - mean), from dy, x and the means.
///
/// - **Shapes:** [..., channels], twice, and [channels] give [2, channels].
struct ChannelProducts: FusedPrimitive, PlacedPrimitive {
  var name: String { "channelProducts" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: [2, inputs[0].shape[-1]], dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], into sums: Tensor) {
    let loops = ChannelLoops(inputs[0].shape)
    switch sums.dtype {
    case .float32: loops.products(inputs, sums, kernel_column_products_f32)
    default: loops.products(inputs, sums, kernel_column_products_f64)
    }
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let (dy, x, mean) = (inputs[0], inputs[1], inputs[2])
    let others = Array(0..<(x.rank - 1))
    return stack([dy.sum(axis: others), (dy * (x - mean)).sum(axis: others)])
  }
}

/// Loops over all elements of each channel. Pieces of rows are distributed over the cores; the
/// results of the pieces are combined in order.
private struct ChannelLoops {
  private let rows: Int
  private let channels: Int
  /// The number of rows in a piece: few enough to stay in the first-level cache for a second look,
  /// but, even with many channels, enough that combining pieces costs little. It depends only on
  /// the sizes, so that no sum depends on the number of cores.
  private let pieceRows: Int

  init(_ shape: Shape) {
    channels = shape[-1]
    rows = shape.dimensions.dropLast().reduce(1, *)
    pieceRows = max(16, (1 << 13) / max(channels, 1))
  }

  private var pieceCount: Int { rows.ceilDivided(by: pieceRows) }

  private func eachPiece(_ body: (_ piece: Int, _ first: Int, _ count: Int) -> Void) {
    parallel(pieceCount, smallest: max(2, (1 << 16) / (pieceRows * channels)), multiple: 1) {
      for piece in $0 {
        let first = piece * pieceRows
        body(piece, first, min(pieceRows, rows - first))
      }
    }
  }

  /// Calls `body` with two rows for each piece, and combines them by `add`.
  private func inPieces<T: FloatingScalar>(
    _ result: UnsafeMutablePointer<T>,
    _ body: (_ first: Int, _ count: Int, UnsafeMutablePointer<T>) -> Void,
    _ add: (_ before: Int, _ count: Int, UnsafeMutablePointer<T>) -> Void
  ) {
    result.update(repeating: rows == 0 ? T.nan : 0, count: 2 * channels)
    guard rows > 0, channels > 0 else { return }
    let partial = Tensor(uninitialized: [pieceCount * 2 * channels], dtype: T.dtype)
    partial.withElements(as: T.self) { partial in
      eachPiece { piece, first, count in body(first, count, partial + piece * 2 * channels) }
      for piece in 0..<pieceCount {
        let first = piece * pieceRows
        add(first, min(pieceRows, rows - first), partial + piece * 2 * channels)
      }
    }
  }

  func moments<T: FloatingScalar>(
    _ x: Tensor, _ result: Tensor,
    _ kernel: (
      UnsafePointer<T>?, Int, Int, Int, UnsafeMutablePointer<T>?, UnsafeMutablePointer<T>?
    ) -> Void
  ) {
    withElements(of: x.contiguous(), as: T.self, result, as: T.self) { x, mean in
      let variance = mean + channels
      inPieces(mean) { first, count, part in
        kernel(x + first * channels, channels, count, channels, part, part + channels)
      } _: { before, count, part in
        // Chan, Golub and LeVeque, 1979, "Updating formulae and a pairwise algorithm for computing
        // sample variances".
        let share = T(count) / T(before + count)
        let weight = T(before) * share
        for channel in 0..<channels {
          let difference = part[channel] - mean[channel]
          mean[channel] += difference * share
          variance[channel] += part[channels + channel] + difference * difference * weight
        }
      }
      for channel in 0..<channels { variance[channel] /= T(rows) }
    }
  }

  func products<T: FloatingScalar>(
    _ inputs: [Tensor], _ result: Tensor,
    _ kernel: (
      UnsafePointer<T>?, UnsafePointer<T>?, UnsafePointer<T>?, Int, Int, Int,
      UnsafeMutablePointer<T>?, UnsafeMutablePointer<T>?
    ) -> Void
  ) {
    let inputs = inputs.map { $0.contiguous() }
    withElements(of: inputs[0], as: T.self, inputs[1], as: T.self, inputs[2], as: T.self) {
      dy, x, mean in
      result.withElements(as: T.self) { sums in
        inPieces(sums) { first, count, part in
          kernel(
            dy + first * channels, x + first * channels, mean, channels, count, channels, part,
            part + channels)
        } _: { _, _, part in
          for index in 0..<2 * channels { sums[index] += part[index] }
        }
        if rows == 0 { sums.update(repeating: 0, count: 2 * channels) }
      }
    }
  }
}
