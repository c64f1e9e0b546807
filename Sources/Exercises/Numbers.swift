import Tapestry

// References compute in `Double`, whatever the dtype of the tensors is.

extension Tensor {
  /// All elements in row-major order.
  var doubles: [Double] { cast(self, to: .float64).scalars(as: Double.self) }

  /// Numbers in a shape, rounded to a dtype.
  static func of(_ numbers: [Double], _ shape: [Int], _ dtype: DType = .float32) -> Tensor {
    cast(Tensor(numbers, shape: Shape(shape)), to: dtype)
  }
}
