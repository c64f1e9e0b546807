import CKernels

/// The sum of the squares of the elements, in one pass over memory and with the bits of the two
/// operations, except for `float16`, whose squares are not rounded:
///
///     Σ x²,   its gradient 2 x
struct SumOfSquares: FloatingReduction, DefinedPrimitive {
  let reductionAxes: ReductionAxes
  var name: String { "sumOfSquares" }

  // Squares are added up like other numbers.
  static var half: Fold<Float16, Float> {
    Fold(
      kernel_sum_of_squares_f16, columns: kernel_sum_of_squares_columns_f16,
      shortColumns: kernel_sum_of_squares_short_columns_f16, Sum.float)
  }
  static var float: Fold<Float, Float> {
    Fold(
      kernel_sum_of_squares_f32, columns: kernel_sum_of_squares_columns_f32,
      shortColumns: kernel_sum_of_squares_short_columns_f32, Sum.float)
  }
  static var double: Fold<Double, Double> {
    Fold(
      kernel_sum_of_squares_f64, columns: kernel_sum_of_squares_columns_f64,
      shortColumns: kernel_sum_of_squares_short_columns_f64, Sum.double)
  }

  func definition(_ inputs: [Tensor]) -> Tensor {
    bind(Sum(reductionAxes: reductionAxes), [square(inputs[0])])
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec { reductionAxes.numericSpec(inputs[0], name) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { foldedFloating(inputs[0]) }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    reductionAxes.broadcast(call.dy * 2, over: call[0].shape) * call[0]
  }
}

/// The sum of the squares along some dimensions.
func sumOfSquares(_ x: Tensor, axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor
{
  // In a graph, the square is fused with its neighbors, and a sum over all elements with both. Not
  // for float16, which must give the same result in a graph. Integers, which have no length, stop
  // at the root.
  guard x.dtype == .float16 || (Context.current.interpreter == nil && x.dtype.isFloating) else {
    return square(x).sum(axis: axis, keepDims: keepDims)
  }
  return bind(SumOfSquares(x, "sum", axis, keepDims), [x])
}
