import Testing

@testable import Tapestry

@Suite struct ShapesTests {
  @Test(arguments: LayerRecording.recorded.cases.filter { $0.inputs.count == 1 })
  func `the shape that is known without computing is that of the result`(
    recorded: LayerRecording.Case
  ) throws {
    let layer = try Layer.made(from: recorded.serialized.config)
    let input = recorded.inputs[0].tensor.spec
    if recorded.outputs.count > 1 {
      #expect(throws: InvalidUse.self) { try layer.checkedOutput(for: input) }
    } else {
      let output = try #require(try layer.checkedOutput(for: input))
      #expect(output == TensorSpec(shape: Shape(recorded.outputs[0].shape), dtype: .float32))
    }
  }

  @Test func `a layer that is built without a call has the weights of one that is called`() throws {
    for recorded in LayerRecording.recorded.cases
    where recorded.inputs.count == 1 && recorded.outputs.count == 1 {
      let layer = try Layer.made(from: recorded.serialized.config)
      _ = try layer.buildChecked(for: recorded.inputs[0].tensor.spec)
      #expect(layer.variables.count == recorded.weights.count, "\(recorded.name)")
    }
  }
}
