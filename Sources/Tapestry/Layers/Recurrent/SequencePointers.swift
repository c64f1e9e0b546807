import CKernels

/// The addresses of the tensors of a sequence.
struct SequencePointers<T: RecurrentScalar> {
  let sums: UnsafeMutablePointer<T>
  let states: [UnsafeMutablePointer<T>]
  private let bias: UnsafeMutablePointer<T>?
  private let mask: UnsafeMutablePointer<Bool>?
  private let dropMask: UnsafeMutablePointer<T>?
  private let units: Int
  private let sumCount: Int

  init(_ sequence: RecurrentSequence) {
    sums = sequence.sums.withElements { $0 }
    states = sequence.states.map { $0.withElements { $0 } }
    bias = sequence.weights.bias?.withElements { $0 }
    mask = sequence.mask?.withElements { $0 }
    dropMask = sequence.dropMask?.withElements { $0 }
    (units, sumCount) = (sequence.weights.kernel.shape[0], sequence.weights.kernel.shape[1])
  }

  /// Whether a step of an example is present.
  @inline(__always)
  func isThere(_ position: Int) -> Bool { mask?[position] ?? true }

  /// Writes an example's `x` to `y`, with the dropout mask applied.
  @inline(__always)
  func drop(_ example: Int, _ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>) {
    if let dropMask {
      T.multiply(x, dropMask + example * units, into: y, units)
    } else if UnsafePointer(y) != x {
      y.update(from: x, count: units)
    }
  }

  /// Computes the products with the weights of the states that some steps see, plus the biases: a
  /// row for each example at the first step, then at the next.
  @inline(__always)
  func multiply(
    _ steps: Range<Int>, of examples: Range<Int>,
    _ state: (_ example: Int, _ step: Int) -> UnsafeMutablePointer<T>,
    _ weights: RecurrentProduct<T>, _ seen: UnsafeMutablePointer<T>,
    _ products: UnsafeMutablePointer<T>
  ) {
    var row = 0
    for step in steps {
      for example in examples {
        drop(example, state(example, step), seen + row * units)
        row += 1
      }
    }
    weights.multiply(seen, rows: row, into: products)
    guard let bias else { return }
    for row in 0..<row { T.add(bias, to: products + row * sumCount, sumCount) }
  }
}

// MARK: - Kernels

/// A loop over the units of one example. Its arguments are the sums with the input and with the
/// state, the states before the step, the number of units, and the states after it.
typealias RecurrentStepLoop<T> = (
  UnsafePointer<T>?, UnsafePointer<T>?, UnsafePointer<T>?, UnsafePointer<T>?, Int,
  UnsafeMutablePointer<T>?, UnsafeMutablePointer<T>?
) -> Void

/// A loop over the units of one example, which also takes the gradients with respect to the states
/// and computes those with respect to the sums.
typealias RecurrentGradientLoop<T> = (
  UnsafePointer<T>?, UnsafePointer<T>?, UnsafePointer<T>?, UnsafePointer<T>?, Int,
  UnsafeMutablePointer<T>?, UnsafeMutablePointer<T>?, UnsafeMutablePointer<T>?
) -> Void

/// A loop over the units of one example, which applies a reset gate. Its arguments are the gate's
/// sums with the input and with the state, the state before the step, the number of units, and the
/// state after the gate.
typealias RecurrentResetLoop<T> = (
  UnsafePointer<T>?, UnsafePointer<T>?, UnsafePointer<T>?, Int, UnsafeMutablePointer<T>?
) -> Void

/// A loop over the units of one example, which takes the gradients with respect to the state after
/// the reset gate, adds to those with respect to the state before it, and computes those with
/// respect to the gate's sums.
typealias RecurrentResetGradientLoop<T> = (
  UnsafePointer<T>?, UnsafePointer<T>?, UnsafePointer<T>?, UnsafePointer<T>?, Int,
  UnsafeMutablePointer<T>?, UnsafeMutablePointer<T>?
) -> Void

/// An element type for which there are loops of recurrent steps.
protocol RecurrentScalar: MatrixScalar {
  static func step(_ cell: RecurrentCell) -> RecurrentStepLoop<Self>
  static func gradients(_ cell: RecurrentCell) -> RecurrentGradientLoop<Self>
  static var reset: RecurrentResetLoop<Self> { get }
  static var resetGradients: RecurrentResetGradientLoop<Self> { get }
  /// y = a b
  static func multiply(
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, into y: UnsafeMutablePointer<Self>,
    _ count: Int)
  /// Packs B for many products with it, in `packedSize` elements. Pieces whose numbers of columns
  /// are multiples of 64 can be packed separately, with the same result.
  static func pack(
    _ b: Matrix<Self>, rows: Int, columns: Int, into packed: UnsafeMutablePointer<Self>)
  static func packedSize(rows: Int, columns: Int) -> Int
  /// One of several parts of C = A B, for an A that is not transposed and a packed B. The rows of C
  /// begin `step` elements apart.
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: Matrix<Self>, packed b: UnsafePointer<Self>,
    _ c: UnsafeMutablePointer<Self>, step: Int, part: Int, parts: Int)
}

extension Float: RecurrentScalar {
  static func step(_ cell: RecurrentCell) -> RecurrentStepLoop<Float> {
    switch cell {
    case .simpleRNN: kernel_simple_rnn_step_f32
    case .lstm: kernel_lstm_step_f32
    case .gru: kernel_gru_step_f32
    case .gruResetFirst: kernel_gru_reset_first_step_f32
    }
  }
  static func gradients(_ cell: RecurrentCell) -> RecurrentGradientLoop<Float> {
    switch cell {
    case .simpleRNN: kernel_simple_rnn_gradients_f32
    case .lstm: kernel_lstm_gradients_f32
    case .gru: kernel_gru_gradients_f32
    case .gruResetFirst: kernel_gru_reset_first_gradients_f32
    }
  }
  static var reset: RecurrentResetLoop<Float> { kernel_gru_reset_f32 }
  static var resetGradients: RecurrentResetGradientLoop<Float> { kernel_gru_reset_gradients_f32 }
  static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
    _ count: Int
  ) { kernel_multiply_f32(a, 1, b, 1, y, count) }
  static func pack(
    _ b: Matrix<Float>, rows: Int, columns: Int, into packed: UnsafeMutablePointer<Float>
  ) { kernel_pack_f32(columns, rows, b.elements, b.step, b.isTransposed ? 1 : 0, packed) }
  static func packedSize(rows: Int, columns: Int) -> Int { kernel_packed_size_f32(columns, rows) }
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: Matrix<Float>, packed b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, step: Int, part: Int, parts: Int
  ) {
    kernel_matmul_packed_f32(rows, columns, inner, a.elements, a.step, b, c, step, part, parts)
  }
}

extension Double: RecurrentScalar {
  static func step(_ cell: RecurrentCell) -> RecurrentStepLoop<Double> {
    switch cell {
    case .simpleRNN: kernel_simple_rnn_step_f64
    case .lstm: kernel_lstm_step_f64
    case .gru: kernel_gru_step_f64
    case .gruResetFirst: kernel_gru_reset_first_step_f64
    }
  }
  static func gradients(_ cell: RecurrentCell) -> RecurrentGradientLoop<Double> {
    switch cell {
    case .simpleRNN: kernel_simple_rnn_gradients_f64
    case .lstm: kernel_lstm_gradients_f64
    case .gru: kernel_gru_gradients_f64
    case .gruResetFirst: kernel_gru_reset_first_gradients_f64
    }
  }
  static var reset: RecurrentResetLoop<Double> { kernel_gru_reset_f64 }
  static var resetGradients: RecurrentResetGradientLoop<Double> { kernel_gru_reset_gradients_f64 }
  static func multiply(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>,
    _ count: Int
  ) { kernel_multiply_f64(a, 1, b, 1, y, count) }
  // Column by column, so that pieces of columns are contiguous.
  static func pack(
    _ b: Matrix<Double>, rows: Int, columns: Int, into packed: UnsafeMutablePointer<Double>
  ) {
    let (row, column) = b.isTransposed ? (1, b.step) : (b.step, 1)
    for j in 0..<columns {
      for i in 0..<rows { packed[j * rows + i] = b.elements[i * row + j * column] }
    }
  }
  static func packedSize(rows: Int, columns: Int) -> Int { rows * columns }
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: Matrix<Double>, packed b: UnsafePointer<Double>,
    _ c: UnsafeMutablePointer<Double>, step: Int, part: Int, parts: Int
  ) {
    let (start, end) = (columns * part / parts, columns * (part + 1) / parts)
    guard start < end else { return }
    BLAS.multiply(
      rows: rows, columns: end - start, inner: inner, a,
      Matrix(elements: b + start * inner, step: inner, isTransposed: true), c + start, step: step)
  }
}
