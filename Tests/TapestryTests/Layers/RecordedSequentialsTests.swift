import TestSupport
import Testing

@testable import Tapestry

/// What Keras's sequential models did with masks, states, constraints and activity regularizers,
/// recorded by sequentials.py.
struct SequentialRecording: Decodable, Sendable {
  let cases: [Case]

  static let recorded: SequentialRecording = TestSupport.recording("sequentials", in: .module)

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let layers: [JSONConfig]
    let weights: [LayerRecording.Numbers]
    let calls: [LayerRecording.Numbers]
    let resetBefore: Int
    let outputs: [LayerRecording.Numbers]
    let lossesOfCall: String
    let target: LayerRecording.Numbers
    let losses: String
    let metric: String
    let after: [LayerRecording.Numbers]

    var testDescription: String { name }

    /// The model with the recorded weights, after a call that built it.
    func makeModel() throws -> Sequential {
      let model = Sequential(try layers.map { try Layer.made(from: $0.config) })
      _ = model(calls[0].tensor)
      model.resetStates()
      let variables = model.trainableVariables + model.nonTrainableVariables
      #expect(variables.map(\.shape.dimensions) == weights.map(\.shape))
      for (variable, weight) in zip(variables, weights) { variable.assign(weight.tensor) }
      return model
    }
  }
}

@Suite struct RecordedSequentialsTests {
  @Test(arguments: SequentialRecording.recorded.cases)
  func `calls give what Keras's give`(recorded: SequentialRecording.Case) throws {
    for isTraced in [false, true] {
      let model = try recorded.makeModel()
      let traced = Function<Tensor, Tensor>(recorded.name) { model($0) }
      for (index, (x, y)) in zip(recorded.calls, recorded.outputs).enumerated() {
        if index == recorded.resetBefore { model.resetStates() }
        let found = isTraced ? try traced(x.tensor) : model(x.tensor)
        expectRecorded(
          found, y.values, within: 3e-6, "in call \(index), \(isTraced ? "traced" : "eager")")
      }
      guard !isTraced, !recorded.lossesOfCall.isEmpty else { continue }
      let losses = model.losses.map { Float($0.number) }.sorted()
      let expected = recorded.lossesOfCall.split(separator: " ").map { Float($0)! }.sorted()
      expectRecorded(
        Tensor(losses), expected.map { "\($0)" }.joined(separator: " "), within: 3e-6, "in losses")
    }
  }

  @Test(arguments: SequentialRecording.recorded.cases.filter { !$0.losses.isEmpty })
  func `training gives Keras's losses and weights`(recorded: SequentialRecording.Case) throws {
    let model = try recorded.makeModel()
    model.compile(optimizer: SGD(learningRate: 0.25), loss: "mse", metrics: ["mae"])
    let history = try model.fit(
      recorded.calls[0].tensor, recorded.target.tensor, batchSize: recorded.calls[0].shape[0],
      epochs: 3, verbose: .silent, shuffle: false)
    expectRecorded(
      Tensor(history["loss"].map { Float($0) }), recorded.losses, within: 2e-5, "in the losses")
    expectRecorded(
      Tensor(history["mae"].map { Float($0) }), recorded.metric, within: 2e-5, "in the metric")
    let variables = model.trainableVariables + model.nonTrainableVariables
    for (variable, recorded) in zip(variables, recorded.after) {
      expectRecorded(variable.tensor, recorded.values, within: 2e-5, "in \(variable.name)")
    }
  }

  @Test(arguments: SequentialRecording.recorded.cases)
  func `options are written as Keras writes them`(recorded: SequentialRecording.Case) throws {
    for layer in recorded.layers {
      let made = try Layer.made(from: layer.config)
      expectMatches(made.serialized, layer.config, "")
      #expect(try Layer.made(from: made.serialized).serialized == made.serialized)
    }
  }
}
