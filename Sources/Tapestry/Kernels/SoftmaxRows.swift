import CKernels

// Softmax and its cross-entropy for rows of logits, one number for each class. All steps are
// applied to a row while it is in the cache; operations on whole tensors would go through memory
// once for each step.

/// The labels of the rows.
enum RowLabels<T> {
  /// A probability for each class of each row.
  case probabilities(UnsafePointer<T>)
  /// The index of each row's class.
  case classes([Int])
}

/// Rows of logits.
struct SoftmaxRows<T: SoftmaxScalar> {
  let logits: UnsafePointer<T>
  let labels: RowLabels<T>
  let rows: Int
  let classes: Int

  /// Calls `body` with each row's index; on all cores if there are many.
  @inline(__always)
  private func forEachRow(_ body: (Int) -> Void) {
    parallel(rows, smallest: max(2, (1 << 15) / max(1, classes))) { $0.forEach(body) }
  }

  /// Computes the exponentials of a row's logits, and their sum. The largest logit is subtracted
  /// first, which changes no ratio and keeps the exponentials from overflowing.
  @inline(__always)
  private func powers(
    _ row: Int, shifted: UnsafeMutablePointer<T>, _ powers: UnsafeMutablePointer<T>
  ) -> T {
    let logits = logits + row * classes
    let largest = T.largest(logits, classes)
    for index in 0..<classes { shifted[index] = logits[index] - largest }
    T.powers(shifted, powers, classes)
    return T.sum(powers, classes)
  }

  /// y = the cross-entropy of each row.
  @inline(__always)
  func losses(_ y: UnsafeMutablePointer<T>) {
    forEachRow { row in
      withUnsafeTemporaryAllocation(of: T.self, capacity: 2 * classes) { buffer in
        let shifted = buffer.baseAddress!
        let logarithm = T.logarithm(powers(row, shifted: shifted, shifted + classes))
        switch labels {
        case .probabilities(let labels):
          let labels = labels + row * classes
          for index in 0..<classes { shifted[index] = labels[index] * (logarithm - shifted[index]) }
          y[row] = T.sum(shifted, classes)
        case .classes(let labels): y[row] = logarithm - shifted[labels[row]]
        }
      }
    }
  }

  /// dx = dy * (softmax(x) - labels) for each row, also where labels do not sum to 1.
  @inline(__always)
  func gradients(_ dy: UnsafePointer<T>, _ dx: UnsafeMutablePointer<T>) {
    forEachRow { row in
      let (dx, dy) = (dx + row * classes, dy[row])
      let sum = powers(row, shifted: dx, dx)
      switch labels {
      case .probabilities(let labels):
        let labels = labels + row * classes
        for index in 0..<classes { dx[index] = (dx[index] / sum - labels[index]) * dy }
      case .classes(let labels):
        for index in 0..<classes { dx[index] /= sum }
        dx[labels[row]] -= 1
        for index in 0..<classes { dx[index] *= dy }
      }
    }
  }
}

/// An element type of logits.
protocol SoftmaxScalar: FloatingScalar {
  static func largest(_ x: UnsafePointer<Self>, _ count: Int) -> Self
  static func sum(_ x: UnsafePointer<Self>, _ count: Int) -> Self
  static func powers(
    _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ count: Int)
  static func logarithm(_ x: Self) -> Self
}

extension Float: SoftmaxScalar {
  static func largest(_ x: UnsafePointer<Float>, _ count: Int) -> Float { kernel_max_f32(x, count) }
  static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float { kernel_sum_f32(x, count) }
  static func powers(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    kernel_exp_f32(x, y, count)
  }
  static func logarithm(_ x: Float) -> Float {
    var (x, y) = (x, x)
    kernel_log_f32(&x, &y, 1)
    return y
  }
}

extension Double: SoftmaxScalar {
  static func largest(_ x: UnsafePointer<Double>, _ count: Int) -> Double {
    kernel_max_f64(x, count)
  }
  static func sum(_ x: UnsafePointer<Double>, _ count: Int) -> Double { kernel_sum_f64(x, count) }
  static func powers(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    kernel_exp_f64(x, y, count)
  }
  static func logarithm(_ x: Double) -> Double {
    var (x, y) = (x, x)
    kernel_log_f64(&x, &y, 1)
    return y
  }
}

/// Computes the cross-entropies of rows, or with `dy` the gradient with respect to the logits, for
/// a dtype other than `float16`. The labels are probabilities or, if their type is an integer one,
/// classes.
///
/// The types are named explicitly, so that the compiler specializes the loops for each.
func crossEntropy(
  labels: Tensor, logits: Tensor, dy: Tensor? = nil, _ spec: TensorSpec,
  classes numbers: [Int]? = nil
) -> Tensor {
  let (labels, logits, dy) = (labels.contiguous(), logits.contiguous(), dy?.contiguous())
  let result = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
  let classes = logits.shape[-1]
  guard result.count > 0 else { return result }
  // The sum over no classes is 0.
  guard classes > 0 else { return Tensor(zeros: spec) }
  let rowCount = logits.count / classes

  @inline(__always)
  func run<T: SoftmaxScalar>(_: T.Type) {
    withElements(of: logits, as: T.self, labels, as: T.self, result, as: T.self) {
      logits, labels, result in
      let rows = SoftmaxRows<T>(
        logits: logits, labels: numbers.map { .classes($0) } ?? .probabilities(labels),
        rows: rowCount, classes: classes)
      if let dy {
        dy.withElements { rows.gradients($0, result) }
      } else {
        rows.losses(result)
      }
    }
  }
  if spec.dtype == .float32 { run(Float.self) } else { run(Double.self) }
  return result
}
