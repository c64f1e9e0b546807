import CKernels

/// The mean squared distance from the mean, in one pass over memory:
///
///     variance = Σ (x - mean)² / n,   its gradient 2 (x - mean) / n
struct Variance: Reduction {
  let reductionAxes: ReductionAxes
  var name: String { "variance" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { reductionAxes.numericSpec(inputs[0], name) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float32:
      variances(inputs[0], y, kernel_moments_f32, .init(kernel: kernel_variance_columns_f32))
    case .float64:
      variances(inputs[0], y, kernel_moments_f64, .init(kernel: kernel_variance_columns_f64))
    default: return throughFloat(inputs, spec)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let x = call[0]
    let axes = reductionAxes.axes(of: x.shape)
    let share = reductionAxes.broadcast(
      call.dy * 2 / reductionAxes.length(of: x.shape), over: x.shape)
    return share * (x - x.mean(axis: axes, keepDims: true))
  }

  /// The mean of numbers and the sum of squares around it.
  private typealias MomentsLoop<T> =
    (UnsafePointer<T>?, Int, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?) -> Void

  private func variances<F: FloatingScalar>(
    _ x: Tensor, _ y: Tensor, _ moments: MomentsLoop<F>, _ columns: ColumnLoop<F, F>
  ) {
    // More rows would be folded in pieces, whose moments this loop cannot merge.
    if let matrices = reductionAxes.matrices(of: x.shape),
      matrices.rows <= ColumnLoop<F, F>.mostRows
    {
      withElements(of: x.contiguous(), as: F.self, y, as: F.self) {
        columns.fold($0, matrices, into: $1)
      }
      return
    }
    let length = reductionAxes.length(of: x.shape)
    withElements(of: reductionAxes.rows(of: x), as: F.self, y, as: F.self) { from, to in
      let smallest = Swift.max(2, foldedPieceLength / Swift.max(length, 1))
      if y.count == 1 && length > foldedPieceLength {
        to[0] = F(squares(from, length, moments) / Double(length))
      } else {
        parallel(y.count, smallest: smallest, multiple: 1) { part in
          for row in part {
            var (mean, squares) = (0.0, 0.0)
            moments(from + row * length, length, &mean, &squares)
            // Without elements it is NaN, as the mean is.
            to[row] = length == 0 ? .nan : F(squares / Double(length))
          }
        }
      }
    }
  }

  /// The sum of squares around the mean of a long row, whose pieces are joined in their order.
  private func squares<F: FloatingScalar>(
    _ from: UnsafeMutablePointer<F>, _ length: Int, _ moments: MomentsLoop<F>
  ) -> Double {
    let pieces = length.ceilDivided(by: foldedPieceLength)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * pieces) { found in
      let found = found.baseAddress!
      parallel(pieces, smallest: 2, multiple: 1) { part in
        for piece in part {
          let start = piece * foldedPieceLength
          let count = min(foldedPieceLength, length - start)
          moments(from + start, count, found + 2 * piece, found + 2 * piece + 1)
        }
      }
      for piece in 1..<pieces {
        let start = piece * foldedPieceLength
        kernel_merge_moments(
          found, found + 1, Double(start), found[2 * piece], found[2 * piece + 1],
          Double(min(foldedPieceLength, length - start)))
      }
      return found[1]
    }
  }
}
