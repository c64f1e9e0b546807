import CKernels

// Softmax, its logarithm, and the logarithm of a sum of exponentials. As formulas, they go through
// memory once for each operation; along the last dimension, one loop applies all steps to a row
// while it is in the cache.

/// Positive numbers that sum to 1 along an axis, in the ratios of exp(x).
///
/// ```swift
/// softmax(Tensor([1.0, 1.0]))  // [0.5, 0.5]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
public func softmax(_ x: some TensorConvertible, axis: Int = -1) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "softmax")
  guard axis == x.rank - 1 else { return RowSoftmax.formula(x, axis) }
  return bind(RowSoftmax(), [x]).withLogits(x, of: .softmax)
}

/// The logarithm of `softmax`, accurate where softmax itself would round to 0.
///
/// ```swift
/// logSoftmax(Tensor([1.0, 1.0]))  // [-0.6931472, -0.6931472]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
public func logSoftmax(_ x: some TensorConvertible, axis: Int = -1) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "logSoftmax")
  return axis == x.rank - 1 ? bind(RowLogSoftmax(), [x]) : RowLogSoftmax.formula(x, axis)
}

extension TensorConvertible {
  /// The logarithm of the sum of exp(x), accurate where exp itself would overflow.
  ///
  /// ```swift
  /// Tensor([1000.0, 1000.0]).logSumExp()  // 1000.6932
  /// ```
  ///
  /// - **DTypes:** floating-point numbers.
  /// - **Gradient:** yes.
  /// - Precondition: the axis exists.
  public func logSumExp(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    let x = tensor
    let axes = x.shape.resolve(axis?.axes, in: "logSumExp")
    if x.rank > 0 && axes == [x.rank - 1] {
      let sums = bind(RowLogSumExp(), [x])
      return keepDims ? expandDims(sums, axis: -1) : sums
    }
    let sums = RowLogSumExp.formula(x, axes)
    return keepDims ? sums : squeeze(sums, axis: axes)
  }
}

// MARK: - Loops over rows

/// A loop over rows. Its arguments are the elements of one input or two, the number of rows, their
/// length, and the result.
typealias RowLoop<T> =
  @Sendable (UnsafePointer<T>?, UnsafePointer<T>?, Int, Int, UnsafeMutablePointer<T>?) -> Void

/// A function of the rows of one input, or of two of the same shape. The loops give the bits of the
/// definition, except for `float16`, which they round once.
protocol RowFunction: DefinedPrimitive, PlacedPrimitive {
  /// The loop over `float32`; `float16` is computed with it too.
  static var float: RowLoop<Float> { get }
  /// The loop over `float64`.
  static var double: RowLoop<Double> { get }
  /// Whether the result of a row is one number, and not as many as the row has.
  static var isReduction: Bool { get }
}

extension RowFunction {
  static var isReduction: Bool { false }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let x = inputs[0]
    _ = x.dtype.floatingType(in: name)
    guard Self.isReduction else { return x.spec }
    return TensorSpec(shape: Shape(Array(x.shape.dimensions.dropLast())), dtype: x.dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    run(inputs, into: y)
    return y
  }

  func run(_ inputs: [Tensor], into y: Tensor) {
    guard y.count > 0 else { return }
    let length = inputs[0].shape[-1]
    let rows = Self.isReduction ? y.count : y.count / length
    if rows < coreCount && length > longRow {
      // With a core for each row others would be idle; operations share their loops among all.
      let wide = inputs.map { y.dtype == .float16 ? convert($0, to: .float32) : $0 }
      let result = Context.with(interpreter: nil, tapes: []) { definition(wide) }
      return convert(result, to: y.dtype).copy(into: y)
    }
    switch y.dtype {
    case .float16: each(inputs, y, rows, length, Self.halfLoop)
    case .float32: each(inputs, y, rows, length, Self.float)
    default: each(inputs, y, rows, length, Self.double)
    }
  }

  private func each<T: FloatingScalar>(
    _ inputs: [Tensor], _ y: Tensor, _ rows: Int, _ length: Int, _ loop: RowLoop<T>
  ) {
    let (a, b) = (inputs[0].contiguous(), inputs[inputs.count - 1].contiguous())
    let width = y.count / rows
    withElements(of: a, as: T.self, b, as: T.self, y, as: T.self) { a, b, y in
      let smallest = Swift.max(2, (1 << 15) / Swift.max(1, length))
      parallel(rows, smallest: smallest, multiple: length < group ? group : 1) { part in
        let first = part.lowerBound
        loop(a + first * length, b + first * length, part.count, length, y + first * width)
      }
    }
  }

  /// The loop over `float16`, which widens some rows at a time for the loop over `float32`, so that
  /// they stay in the cache.
  private static var halfLoop: RowLoop<Float16> {
    { a, b, rows, length, y in
      let wanted = Swift.max(1, (1 << 12) / Swift.max(1, length))
      let height = Swift.min(rows, wanted < group ? wanted : wanted / group * group)
      let size = height * length
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * size + height) { memory in
        let wideA = memory.baseAddress!
        let (wideB, wideY) = (wideA + size, wideA + 2 * size)
        for first in stride(from: 0, to: rows, by: height) {
          let count = Swift.min(height, rows - first)
          widen(a! + first * length, to: wideA, count * length)
          widen(b! + first * length, to: wideB, count * length)
          float(wideA, wideB, count, length, wideY)
          let width = isReduction ? 1 : length
          narrow(wideY, to: y! + first * width, count * width)
        }
      }
    }
  }
}

/// Rows of more elements are worth sharing among all cores.
private let longRow = 1 << 16

/// The number of short rows that the loops take side by side.
private let group = 64

// MARK: - Softmax

/// exp(x) over the sum of exp(x) of each row.
struct RowSoftmax: RowFunction {
  var name: String { "softmax" }
  static var float: RowLoop<Float> {
    { x, _, rows, n, y in kernel_softmax_rows_f32(x, rows, n, y) }
  }
  static var double: RowLoop<Double> {
    { x, _, rows, n, y in kernel_softmax_rows_f64(x, rows, n, y) }
  }

  /// The same along any axis.
  static func formula(_ x: Tensor, _ axis: Int) -> Tensor {
    // The largest element is subtracted, which changes no ratio and keeps exp from overflowing.
    let powers = exp(x - stopGradient(x.max(axis: axis, keepDims: true)))
    return powers / powers.sum(axis: axis, keepDims: true)
  }

  func definition(_ inputs: [Tensor]) -> Tensor { Self.formula(inputs[0], inputs[0].rank - 1) }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(RowSoftmaxGradient(), [call.output, call.dy])
  }
}

/// (dy - Σ dy y) y, the gradient of softmax from its result y.
struct RowSoftmaxGradient: RowFunction {
  var name: String { "softmaxGradient" }
  static var float: RowLoop<Float> { kernel_softmax_gradient_rows_f32 }
  static var double: RowLoop<Double> { kernel_softmax_gradient_rows_f64 }

  func definition(_ inputs: [Tensor]) -> Tensor {
    let (y, dy) = (inputs[0], inputs[1])
    return (dy - (dy * y).sum(axis: -1, keepDims: true)) * y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (y, dy, dz) = (call[0], call[1], call.dy)
    // It is linear in dy, with a symmetric matrix.
    if input == 1 { return bind(RowSoftmaxGradient(), [y, dz]) }
    return dz * (dy - (dy * y).sum(axis: -1, keepDims: true))
      - dy * (dz * y).sum(axis: -1, keepDims: true)
  }
}

// MARK: - Its logarithm

/// x minus the logarithm of the sum of exp(x) of each row.
struct RowLogSoftmax: RowFunction {
  var name: String { "logSoftmax" }
  static var float: RowLoop<Float> {
    { x, _, rows, n, y in kernel_log_softmax_rows_f32(x, rows, n, y) }
  }
  static var double: RowLoop<Double> {
    { x, _, rows, n, y in kernel_log_softmax_rows_f64(x, rows, n, y) }
  }

  /// The same along any axis.
  static func formula(_ x: Tensor, _ axis: Int) -> Tensor {
    // The logarithm of the sum is near 0 once the largest element is subtracted, and large elements
    // that are nearly equal keep their differences.
    let shifted = x - finiteLargest(x, [axis])
    return shifted - log(exp(shifted).sum(axis: axis, keepDims: true))
  }

  func definition(_ inputs: [Tensor]) -> Tensor { Self.formula(inputs[0], inputs[0].rank - 1) }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(RowLogSoftmaxGradient(), [call.output, call.dy])
  }
}

/// dy - exp(y) Σ dy, the gradient of logSoftmax from its result y.
struct RowLogSoftmaxGradient: RowFunction {
  var name: String { "logSoftmaxGradient" }
  static var float: RowLoop<Float> { kernel_log_softmax_gradient_rows_f32 }
  static var double: RowLoop<Double> { kernel_log_softmax_gradient_rows_f64 }

  func definition(_ inputs: [Tensor]) -> Tensor {
    inputs[1] - exp(inputs[0]) * inputs[1].sum(axis: -1, keepDims: true)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (p, dy, dz) = (exp(call[0]), call[1], call.dy)
    return input == 1
      ? dz - (dz * p).sum(axis: -1, keepDims: true)
      : -dz * p * dy.sum(axis: -1, keepDims: true)
  }
}

// MARK: - The sum

/// The logarithm of the sum of exp(x) of each row.
struct RowLogSumExp: RowFunction {
  var name: String { "logSumExp" }
  static var isReduction: Bool { true }
  static var float: RowLoop<Float> {
    { x, _, rows, n, y in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: n) {
        kernel_log_sum_exp_rows_f32(x, rows, n, $0.baseAddress, y)
      }
    }
  }
  static var double: RowLoop<Double> {
    { x, _, rows, n, y in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: n) {
        kernel_log_sum_exp_rows_f64(x, rows, n, $0.baseAddress, y)
      }
    }
  }

  /// The same along any axes, which are kept with size 1.
  static func formula(_ x: Tensor, _ axes: [Int]) -> Tensor {
    let shift = finiteLargest(x, axes)
    return log(exp(x - shift).sum(axis: axes, keepDims: true)) + shift
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    squeeze(Self.formula(inputs[0], [inputs[0].rank - 1]), axis: -1)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    // This is softmax, except that it is 0 beside an infinite element, where softmax is NaN.
    chain(expandDims(call.dy, axis: -1), times: exp(bind(RowLogSoftmax(), [call[0]])))
  }
}

/// The largest element along axes, or 0 where it is infinite, since infinity minus itself is NaN.
private func finiteLargest(_ x: Tensor, _ axes: [Int]) -> Tensor {
  let largest = x.max(axis: axes, keepDims: true)
  return stopGradient(select(isFinite(largest), largest, 0))
}
