import Testing

@testable import Tapestry

/// Runs a smooth function of floating-point tensors in every possible way: its first and second
/// derivatives must equal central differences, and traced or mapped over a batch it must give
/// what it gives eagerly, derivatives included.
func checkEveryWay(
  _ name: String, at inputs: [Tensor], isTwiceSmooth: Bool = true,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ function: @escaping @Sendable ([Tensor]) -> Tensor
) throws {
  let inputs = inputs.map { cast($0, to: .float64) }
  try checkGradients(name, at: inputs, tolerance: 1e-6, function)
  if isTwiceSmooth { try checkSecondDerivative(name, at: inputs, function) }
  let results = try withGradients(inputs, function)
  let traced = Function(name) { (inputs: [Tensor]) in try withGradients(inputs, function) }
  expectNear(try traced(inputs), results, "\(name), traced", sourceLocation)
  for shared in [nil] + inputs.indices.map(Optional.some) where shared == nil || inputs.count > 1 {
    try checkMapped(name, inputs, sharing: shared, sourceLocation, function)
  }
}

/// Compares a batch at once with one element after the other. The input at index `sharing` is the
/// same for all elements.
private func checkMapped(
  _ name: String, _ inputs: [Tensor], sharing: Int?, _ sourceLocation: SourceLocation,
  _ function: @escaping @Sendable ([Tensor]) -> Tensor
) throws {
  let batches = inputs.enumerated().map { index, input in
    index == sharing ? input : stack([input, input * 1.0625, input * 0.9375])
  }
  func run(_ map: ([Tensor], ([Tensor]) throws -> [Tensor]) throws -> [Tensor]) throws -> [Tensor] {
    try withGradients(batches) { batches in
      let mapped = batches.indices.filter { $0 != sharing }
      let results = try map(mapped.map { batches[$0] }) { elements in
        var all = batches
        for (index, element) in zip(mapped, elements) { all[index] = element }
        return [function(all)]
      }
      return results[0]
    }
  }
  let loop = try run { try mapFn($1, $0) }
  let atOnce = try run { try vectorizedMap($1, $0) }
  let what = "\(name), mapped\(sharing.map { " with input \($0) the same for all" } ?? "")"
  expectNear(atOnce, loop, what, sourceLocation)
}

/// The result, and the gradients of the weighted sum of its elements.
private func withGradients(
  _ inputs: [Tensor], _ function: ([Tensor]) throws -> Tensor
) throws -> [Tensor] {
  let tape = GradientTape()
  for input in inputs { tape.watch(input) }
  var result: Tensor?
  let target = try tape.record {
    let y = try function(inputs)
    result = y
    let weights = sin(cast(Tensor.range(y.count), to: .float64) * 1.3 + 0.4)
    return (y * reshape(weights, y.shape)).sum()
  }
  return [result!] + (try tape.gradient(target, inputs, unconnected: .zero)).map { $0! }
}

private func expectNear(
  _ got: [Tensor], _ expected: [Tensor], _ what: String, _ sourceLocation: SourceLocation
) {
  for (index, (got, expected)) in zip(got, expected).enumerated() {
    let isNear =
      got.spec == expected.spec
      && zip(got.scalars(as: Double.self), expected.scalars(as: Double.self)).allSatisfy {
        abs($0 - $1) <= 1e-9 * max(1, abs($1)) || ($0.isNaN && $1.isNaN)
      }
    #expect(
      isNear, "\(what): result \(index) is \(got), expected \(expected)",
      sourceLocation: sourceLocation)
  }
}

/// Numbers between -1 and 1 in a shape, no two equal. They use the square of the index, because a
/// matrix of plain waves has rank 2.
func waves(_ shape: Shape, _ step: Double = 1.7) -> Tensor {
  let index = counting(shape, .float64, modulus: 1000)
  return sin(square(index) * step + index * 0.3 + 0.4)
}
