/// Compares the gradients of a function with central differences.
///
/// ```swift
/// try checkGradients("tanh", at: [Tensor([0.5, -1.0])]) { tanh($0[0]) }
/// ```
///
/// Each element of each input is moved by a small step to both sides; the difference of the two
/// results, divided by twice the step, must be its gradient, except for rounding and curvature. The
/// results' elements are summed with unequal weights, so that errors cannot cancel.
///
/// - **DTypes:** floating-point inputs; each type has a step and a tolerance that fit its
///   precision.
/// - Throws: `GradientMismatch` at the first element that differs.
/// - **Source:** book, chapter 1, section 4.
public func checkGradients(
  _ name: String, at inputs: [Tensor], tolerance: Double? = nil,
  _ function: ([Tensor]) throws -> Tensor
) throws {
  let tape = GradientTape(persistent: true)
  for input in inputs { tape.watch(input) }
  let result = try tape.record { try weightedSum(function(inputs)) }
  let gradients = try tape.gradient(result, inputs, unconnected: .zero)
  for (inputIndex, input) in inputs.enumerated() {
    let (step, allowed) = precision(of: input.dtype)
    let gradient = cast(gradients[inputIndex]!, to: .float64).scalars(as: Double.self)
    for index in 0..<input.count {
      let sides = try [step, -step].map { move in
        var moved = inputs
        moved[inputIndex] = input.moved(index, by: move)
        return try weightedSum(function(moved)).number
      }
      let expected = (sides[0] - sides[1]) / (2 * step)
      let error = Swift.abs(gradient[index] - expected)
      guard error <= (tolerance ?? allowed) * Swift.max(1, Swift.abs(expected)) else {
        throw GradientMismatch(
          function: name, input: inputIndex, index: position(index, in: input.shape),
          got: gradient[index], expected: expected)
      }
    }
  }
}

/// A gradient that differs from the central differences.
public struct GradientMismatch: Error, CustomStringConvertible {
  /// The name of the function.
  public let function: String
  /// The index of the input.
  public let input: Int
  /// The index of the element in the input.
  public let index: [Int]
  /// The gradient from the tape.
  public let got: Double
  /// The slope from central differences.
  public let expected: Double

  /// The function, the input, the index, got and expected.
  public var description: String {
    "the gradient of \(function) with respect to input \(input) at \(index): got \(got), "
      + "central differences give \(expected)"
  }
}

/// The elements' sum with weights between -1 and 1.
private func weightedSum(_ y: Tensor) -> Tensor {
  let weights = cos(cast(Tensor.range(y.count), to: .float64) * 1.3 + 0.4)
  return (y * cast(reshape(weights, y.shape), to: y.dtype)).sum()
}

/// A step that is small compared with the function's curvature and large compared with rounding,
/// and a tolerance for the error that remains.
private func precision(of dtype: DType) -> (step: Double, tolerance: Double) {
  switch dtype {
  case .float64: (1e-5, 1e-7)
  case .float32: (1.0 / 128, 1e-2)
  default: (1.0 / 16, 0.2)
  }
}

private func position(_ index: Int, in shape: Shape) -> [Int] {
  zip(shape.contiguousStrides, shape.dimensions).map { index / $0 % $1 }
}

extension Tensor {
  /// A copy in which one element is moved.
  fileprivate func moved(_ index: Int, by move: Double) -> Tensor {
    let isMoved = reshape(Tensor.range(count) == index, shape)
    return self + select(isMoved, Tensor(move, dtype: dtype), 0)
  }
}
