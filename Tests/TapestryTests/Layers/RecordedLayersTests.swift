import Foundation
import Testing

@testable import Tapestry

@Suite struct RecordedLayersTests {
  @Test(arguments: LayerRecording.recorded.cases.filter { !$0.isRandom })
  func `a layer computes what Keras's computes, and has its gradients`(
    recorded: LayerRecording.Case
  ) throws {
    try recorded.compare()
  }

  @Test(arguments: LayerRecording.recorded.cases)
  func `a layer is written as Keras writes it, and made again`(recorded: LayerRecording.Case)
    throws
  {
    let layer = try recorded.makeLayer()
    expectMatches(layer.serialized, recorded.serialized.config, "")
    let twin = try Layer.made(from: layer.serialized)
    #expect(twin.serialized == layer.serialized)
    #expect(twin !== layer)
  }

  @Test func `layers that draw set to 0 what Keras's do`() async {
    // In its own process, since the seed is the whole program's.
    await #expect(processExitsWith: .success) {
      for recorded in LayerRecording.recorded.cases where recorded.isRandom {
        let layer = try recorded.makeLayer()
        let input = recorded.inputs[0].tensor
        setRandomSeed(11)
        let tape = GradientTape()
        tape.watch(input)
        let y = tape.record { layer(input, training: true) }
        let weights = Tensor((0..<y.count).map { Float(cos(Double($0))) }, shape: y.shape)
        expectRecorded(y, recorded.outputs[0].values, within: 1e-7, recorded.name)
        expectRecorded(
          try tape.gradient(y, input, weights: weights), recorded.inputGradients[0].values,
          "in the gradient of \(recorded.name)")
      }
    }
  }

  @Test func `initializers draw what Keras's draw, with and without their own seed`() async {
    await #expect(processExitsWith: .success) {
      for recorded in LayerRecording.recorded.initializers {
        let initializer = try Initializer.made(from: recorded.serialized.config)
        setRandomSeed(42)
        for draw in recorded.draws {
          let values = initializer(Shape(recorded.shape))
          expectRecorded(values, draw, within: 2e-6, "in \(recorded.name)")
        }
        expectMatches(initializer.serialized, recorded.serialized.config, recorded.name)
      }
    }
  }

  @Test(arguments: LayerRecording.recorded.names.sorted { $0.key < $1.key })
  func `a class gives its layers the name that Keras gives them`(word: String, name: String) {
    #expect(LayerNames.snakeCase(word) == name)
  }
}
