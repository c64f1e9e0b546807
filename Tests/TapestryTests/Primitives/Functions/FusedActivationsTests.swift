import TestSupport
import Testing

@testable import Tapestry

/// A fused activation, with what defines it.
private struct Fused: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let function: @Sendable (Tensor) -> Tensor
  let formula: @Sendable (Tensor) -> Tensor
  let slope: @Sendable (Tensor) -> Tensor

  init<F: FusedActivation>(_ activation: F) {
    testDescription = activation.name
    function = { bind(activation, [$0]) }
    formula = { F.formula($0) }
    slope = { F.slope($0) }
  }
}

private let activations: [Fused] = [
  Fused(Softplus()), Fused(Elu()), Fused(Selu()), Fused(Gelu()), Fused(GeluByTanh()),
  Fused(Swish()), Fused(Softsign()), Fused(HardSigmoid()),
]

@Test(arguments: OperationRecording.cases(of: "FusedActivations"))
private func `activations and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
  try check(recorded, ["logSigmoid": .init(ulps: 4, of: 1) { logSigmoid($0) }])
}

/// Numbers of both signs and all sizes, with infinities and NaN.
private func numbers(_ dtype: DType) -> Tensor {
  let near = (-3000...3000).map { Double($0) / 100 }
  let special = [0, -0.0, 1e-30, -1e-30, 1e-3, -1e-3, 1e30, -1e30, .infinity, -.infinity, .nan]
  return cast(Tensor(near + special, shape: [near.count + special.count]), to: dtype)
}

@Test(arguments: activations, [DType.float32, .float64])
private func `a fused activation has the bits of its formula, also in a graph`(
  activation: Fused, dtype: DType
) throws {
  let x = numbers(dtype)
  let y = activation.function(x)
  expectEqual(y, activation.formula(x))
  let graph = Function(activation.testDescription) { (x: Tensor) in activation.function(x) }
  expectEqual(try graph(x), y)
}

@Test(arguments: activations)
private func `its slope has the bits of the slope's formula, and is that of its formula`(
  activation: Fused
) throws {
  let x = cast(Tensor.range(-40, 41), to: .float64) * 0.3 + 0.01
  let tape = GradientTape(persistent: true)
  tape.watch(x)
  let (fused, formula) = tape.record { (activation.function(x), activation.formula(x)) }
  let gradient = try tape.gradient(fused, x)
  expectEqual(gradient, activation.slope(x))
  let difference = try tape.gradient(formula, x) - gradient
  #expect(abs(difference).max().number < 1e-14)
}

@Test(arguments: activations)
private func `it has derivatives of higher order, in every way`(activation: Fused) throws {
  let x = waves([2, 3]) * 2 + 0.3
  try checkEveryWay(activation.testDescription, at: [x]) { activation.function($0[0]) }
  let wide = cast(x, to: .float64)
  try checkGradients(activation.testDescription, at: [wide]) { inputs in
    let tape = GradientTape()
    tape.watch(inputs[0])
    let y = tape.record { activation.function(inputs[0]) }
    return try tape.gradient(y, inputs[0])
  }
}
