import Testing

@testable import Tapestry

/// Checks a tensor's shape and elements, and its type if one is given.
func expectTensor(
  _ x: Tensor, _ shape: Shape, _ elements: [Double], _ dtype: DType? = nil,
  tolerance: Double = 0, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(x.shape == shape, sourceLocation: sourceLocation)
  if let dtype { #expect(x.dtype == dtype, sourceLocation: sourceLocation) }
  let got = cast(x, to: .float64).scalars(as: Double.self)
  let isEqual =
    got.count == elements.count
    && zip(got, elements).allSatisfy {
      $0 == $1 || ($0.isNaN && $1.isNaN) || abs($0 - $1) <= tolerance
    }
  #expect(isEqual, "got \(got), expected \(elements)", sourceLocation: sourceLocation)
}

/// The numbers from 0 on in a shape, modulo `modulus` so that they fit any type.
func counting(_ shape: Shape, _ dtype: DType = .float32, modulus: Int = 100) -> Tensor {
  let numbers = Tensor.range(shape.elementCount) % modulus
  return cast(reshape(numbers, shape.dimensions), to: dtype)
}

/// The same elements in a view that is not contiguous: every second one of a larger tensor, which
/// holds other numbers between them.
func strided(_ x: Tensor) -> Tensor {
  let last = x.rank - 1
  let other = x.dtype == .bool ? logicalNot(x) : x + 1
  let pairs = reshape(
    stack([x, other], axis: -1), x.shape.dimensions.dropLast() + [2 * x.shape[last]])
  return pairs[.ellipsis, .by(2)]
}

/// Checks the gradient, in both precisions.
func checkBothPrecisions(
  _ name: String, at inputs: [Tensor], _ function: ([Tensor]) throws -> Tensor
) throws {
  try checkGradients(name, at: inputs.map { cast($0, to: .float64) }, function)
  try checkGradients(name, at: inputs.map { cast($0, to: .float32) }, function)
}

/// Checks the derivative of the gradient.
func checkSecondDerivative(
  _ name: String, at inputs: [Tensor], _ function: ([Tensor]) throws -> Tensor
) throws {
  let inputs = inputs.map { cast($0, to: .float64) }
  try checkGradients("the gradient of \(name)", at: inputs, tolerance: 1e-5) { inputs in
    let tape = GradientTape()
    for input in inputs { tape.watch(input) }
    let y = try tape.record { try function(inputs) }
    let gradients = try tape.gradient(y, inputs)
    return concat(gradients.map { reshape($0, [-1]) }, axis: 0)
  }
}
