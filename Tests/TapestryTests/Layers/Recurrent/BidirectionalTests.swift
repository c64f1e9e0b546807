import Testing

@testable import Tapestry

// The expected numbers are TensorFlow 2.1's.

private let x = Tensor([[[1.0], [2], [3]], [[4], [5], [6]], [[1], [1], [1]]])
private let mask = Tensor([[true, true, false], [true, false, true], [false, true, false]])

/// A layer that adds up its input, with all outputs.
private func adding(
  returnSequences: Bool = true, activityRegularizer: Regularizer? = nil, goBackwards: Bool = false,
  stateful: Bool = false
) -> SimpleRNN {
  SimpleRNN(
    1, activation: .linear, kernelInitializer: .ones, recurrentInitializer: .ones,
    activityRegularizer: activityRegularizer, returnSequences: returnSequences,
    goBackwards: goBackwards, stateful: stateful)
}

private func lstm(
  _ activation: Activation = .tanh, gates: Activation = .sigmoid, useBias: Bool = true,
  recurrentDropout: Double = 0
) -> LSTM {
  LSTM(
    1, activation: activation, recurrentActivation: gates, useBias: useBias,
    kernelInitializer: .constant(0.5), recurrentInitializer: .constant(0.25),
    recurrentDropout: recurrentDropout, returnSequences: true)
}

private func gru(useBias: Bool = true, resetAfter: Bool = true) -> GRU {
  GRU(
    1, useBias: useBias, kernelInitializer: .constant(0.5),
    recurrentInitializer: .constant(0.25), resetAfter: resetAfter, returnSequences: true)
}

/// The result, and the gradients with respect to the input and the weights.
private func everything(_ layer: Bidirectional, _ x: Tensor) throws -> [Tensor] {
  let tape = GradientTape()
  tape.watch(x)
  var y: Tensor?
  let loss = tape.record {
    let result = layer(x.masked(by: mask))
    y = result
    let factors = reshape(cast(Tensor.range(1, 19), to: .float32) / 10, [3, 3, 2])
    return (result * factors[.all, .all, ..<result.shape[2]]).sum()
  }
  return try [y!] + tape.gradient(loss, [x as any TensorConvertible] + layer.variables)
}

struct BidirectionalTests {
  @Test func `outputs of masked steps are 0, however the directions are merged`() throws {
    let cases: [(Bidirectional.MergeMode, y: [Double], dx: [Double], dw: [Double])] = [
      (
        .concat,
        [
          0.53705, 0.664107, 0.843811, 0.800499, 0, 0, 0.970452, 0.981937, 0, 0, 0.997505,
          0.995949, 0, 0, 0.53705, 0.53705, 0, 0,
        ], [0.09916, 0.120057, 0, 0.034738, 0, 0.007621, 0, 1.102945, 0],
        [1.522924, 0.051719, 1.286607, 1.730872, 0.118013, 1.442435]
      ),
      (
        .sum, [1.201156, 1.64431, 0, 1.952389, 0, 1.993454, 0, 1.074099, 0],
        [0.071212, 0.099587, 0, 0.032948, 0, 0.007214, 0, 1.067366, 0],
        [1.522924, 0.051719, 1.286607, 1.502725, 0.069703, 1.270046]
      ),
      (
        .mul, [0.356658, 0.67547, 0, 0.952923, 0, 0.993464, 0, 0.288422, 0],
        [0.044789, 0.081392, 0, 0.032209, 0, 0.007191, 0, 0.573229, 0],
        [0.964268, 0.042441, 0.747507, 0.941297, 0.048251, 0.730112]
      ),
      (
        .ave, [0.600578, 0.822155, 0, 0.976195, 0, 0.996727, 0, 0.53705, 0],
        [0.035606, 0.049794, 0, 0.016474, 0, 0.003607, 0, 0.533683, 0],
        [0.761462, 0.02586, 0.643303, 0.751363, 0.034851, 0.635023]
      ),
    ]
    for (mode, y, dx, dw) in cases {
      let layer = Bidirectional(
        SimpleRNN(
          1, kernelInitializer: .constant(0.5), recurrentInitializer: .constant(0.25),
          biasInitializer: .constant(0.1), returnSequences: true), mergeMode: mode)
      let eager = try everything(layer, x)
      let traced = try Function("traced") { (x: Tensor) in try! everything(layer, x) }(x)
      for results in [eager, traced] {
        expectTensor(results[0], results[0].shape, y, tolerance: 2e-6)
        expectTensor(results[1], [3, 3, 1], dx, tolerance: 2e-6)
        let weights = concat(results[2...].map { reshape($0, [-1]) }, axis: 0)
        expectTensor(weights, [6], dw, tolerance: 4e-6)
      }
    }
  }

  @Test func `an LSTM and a GRU of the form that GPU kernels have keep the output instead`() throws
  {
    let lasting = [
      0.603637, 0.87323, 0.503623, 1.457174, 1.312059, 1.610897, 0.17427, 0.348539, 0.17427,
    ]
    let cases: [(RecurrentLayer, [Double])] = [
      (lstm(), lasting),
      (
        lstm(recurrentDropout: 0.5),
        [0.603637, 0.87323, 0, 1.457174, 0, 1.610897, 0, 0.348539, 0]
      ),
      (lstm(useBias: false), [0.563772, 0.856124, 0, 1.451244, 0, 1.608665, 0, 0.348539, 0]),
      (lstm(.relu), [0.863756, 1.31344, 0, 6.508058, 0, 7.575424, 0, 0.387456, 0]),
      (
        lstm(gates: .hardSigmoid),
        [0.558003, 0.812742, 0, 1.527857, 0, 1.712558, 0, 0.324452, 0]
      ),
      (
        gru(),
        [
          0.482553, 0.535653, 0.330829, 0.270351, 0.162106, 0.202732, 0.174468, 0.348936, 0.174468,
        ]
      ),
      (gru(useBias: false), [0.482553, 0.535653, 0, 0.270351, 0, 0.202732, 0, 0.348936, 0]),
      (gru(resetAfter: false), [0.482553, 0.535653, 0, 0.270351, 0, 0.202732, 0, 0.348936, 0]),
    ]
    for (index, (layer, expected)) in cases.enumerated() {
      let both = Bidirectional(layer, mergeMode: .sum)
      let run = Function("run") { (x: Tensor) in both(x.masked(by: mask)) }
      for y in [both(x.masked(by: mask)), try run(x)] {
        #expect(
          zip(y.scalars(as: Float.self), expected).allSatisfy { abs(Double($0) - $1) < 2e-6 },
          "\(index): \(y)")
      }
    }
  }

  @Test func `one direction alone keeps the output at masked steps`() {
    expectTensor(adding()(x.masked(by: mask)), [3, 3, 1], [1, 3, 3, 4, 4, 10, 0, 1, 1])
  }

  @Test func `only the outputs are 0, not the states`() {
    let x = x.masked(by: mask)
    let last = Bidirectional(adding(returnSequences: false))
    expectTensor(last(x), [3, 2], [3, 3, 10, 10, 1, 1])
    let stateful = Bidirectional(adding(stateful: true))
    expectTensor(
      stateful(x), [3, 3, 2], [1, 3, 3, 2, 0, 0, 4, 10, 0, 0, 10, 6, 0, 0, 1, 1, 0, 0])
    expectTensor(
      stateful(x), [3, 3, 2], [4, 6, 6, 5, 0, 0, 14, 20, 0, 0, 20, 16, 0, 0, 2, 2, 0, 0])
    let backwards = Bidirectional(adding(goBackwards: true))
    expectTensor(
      backwards(x), [3, 3, 2], [0, 0, 2, 3, 3, 1, 6, 10, 0, 0, 10, 4, 0, 0, 1, 1, 0, 0])
  }

  @Test func `the outputs of masked steps add no losses`() {
    let layer = Bidirectional(adding(activityRegularizer: .l2(1)))
    _ = layer(x.masked(by: mask))
    expectTensor(stack(layer.losses, axis: 0), [2], [42.333332, 50], tolerance: 1e-5)
  }

  @Test func `it is built without a call, in both directions`() {
    let layer = Bidirectional(LSTM(3), name: "both")
    layer.ensureBuilt(for: [2, 3, 4])
    #expect(layer.isBuilt && layer.forward.isBuilt && layer.backward.isBuilt)
    #expect(
      layer.weights.map(\.shape) == [[4, 12], [3, 12], [12], [4, 12], [3, 12], [12]])
    let before = layer.weights
    _ = layer(Tensor.ones([2, 3, 4]))
    #expect(zip(before, layer.weights).allSatisfy { ($0 == $1).all().scalar(as: Bool.self) })
  }
}
