import CKernels

/// The logarithms of the sums of exp(x) up to each position along a dimension, accurate where exp
/// itself would overflow.
///
/// ```swift
/// cumulativeLogSumExp(Tensor([1000.0, 1000.0]))  // [1000, 1000.6932]
/// ```
///
/// An exclusive sum leaves out the element itself, so the first result is the logarithm of 0,
/// -infinity; a reverse one starts from the end.
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
public func cumulativeLogSumExp(
  _ x: some TensorConvertible, axis: Int = 0, exclusive: Bool = false, reverse: Bool = false
) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "cumulativeLogSumExp")
  let scan = Scan(axis: axis, exclusive: exclusive, reverse: reverse)
  return bind(CumulativeLogSumExp(scan: scan), [x])
}

struct CumulativeLogSumExp: Primitive {
  let scan: Scan
  var name: String { "cumulativeLogSumExp" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    _ = inputs[0].dtype.floatingType(in: name)
    return inputs[0].spec
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float16: return throughFloat(inputs, spec)
    case .float32:
      scan.run(
        inputs[0], y,
        ScanLoops(
          start: -Float.infinity, scan: kernel_log_sum_scan_f32, fold: kernel_log_sum_fold_f32,
          columns: kernel_log_sum_column_scan_f32, isSequential: true))
    default:
      scan.run(
        inputs[0], y,
        ScanLoops(
          start: -Double.infinity, scan: kernel_log_sum_scan_f64, fold: kernel_log_sum_fold_f64,
          columns: kernel_log_sum_column_scan_f64, isSequential: true))
    }
    return y
  }

  /// The derivative of a result y with respect to each x in it is exp(x - y). The sums of
  /// dy exp(-y) are kept as logarithms, too, separately for positive and for negative dy, because
  /// exp(-y) can overflow just as exp(x) can.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (x, y, dy) = (call[0], call.output, call.dy)
    let isReached = y > -Double.infinity
    let back = CumulativeLogSumExp(scan: scan.back)
    func part(_ dy: Tensor) -> Tensor {
      let counts = logicalAnd(dy > 0, isReached)
      let logarithms = select(
        counts, log(select(counts, dy, 1)) - select(isReached, y, 0), -Double.infinity)
      return exp(x + bind(back, [logarithms]))
    }
    return part(dy) - part(-dy)
  }
}
