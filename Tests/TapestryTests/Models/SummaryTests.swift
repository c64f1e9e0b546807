import TestSupport
import Testing

@testable import Tapestry

private final class MLP: Model {
  let hidden = Dense(4, name: "dense")
  let head = Dense(1, name: "dense_1")
  override func call(_ x: Tensor) -> Tensor { head(hidden(x)) }
}

private final class Empty: Model {
  override func call(_ x: Tensor) -> Tensor { x }
}

struct SummaryTests {
  private func expectRecorded(
    _ model: Model, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let recorded = ModelRecording.recorded.summaries[name]!
    let lines = zip(model.summary().split(separator: "\n"), recorded.split(separator: "\n"))
    for (got, expected) in lines { #expect(got == expected, sourceLocation: sourceLocation) }
    #expect(model.summary().count == recorded.count, sourceLocation: sourceLocation)
  }

  @Test func `a row`() {
    let model = Sequential(
      [Dense(4, name: "dense"), Dense(1, name: "dense_1")], name: "sequential")
    model.build(inputShape: [2, 13])
    expectRecorded(model, "row")
  }

  @Test func `large numbers in groups, and a long name cut off`() {
    let model = Sequential(
      [Dense(2000, name: "dense"), Dense(1, name: "a_name_that_is_longer_than_a_column")],
      name: "sequential")
    model.build(inputShape: [2, 1000])
    expectRecorded(model, "large")
  }

  @Test func `a frozen layer`() {
    let model = Sequential(
      [Dense(512, activation: .relu, name: "dense"), Dense(10, name: "dense_1")],
      name: "sequential")
    model.build(inputShape: [2, 784])
    model.layers[0].isTrainable = false
    expectRecorded(model, "frozen")
  }

  @Test func `a row in a row`() {
    let inner = Sequential(
      [Dense(4, name: "dense"), Dense(5, name: "dense_1")], name: "sequential")
    let model = Sequential([inner, Dense(2, name: "dense_2")], name: "sequential_1")
    model.build(inputShape: [2, 3])
    expectRecorded(model, "nested")
  }

  @Test func `a description with connections and a shared layer`() {
    let (a, b) = (Input([5], name: "input_1"), Input([3], name: "b"))
    let shared = Dense(4, name: "dense")
    let joined = Dense(2, name: "a_layer_with_quite_a_long_name_of_its_own")
    let right = Dense(5, name: "right")(b)
    let model = Model(
      inputs: [a, b], outputs: [joined(shared(a)), Dense(1, name: "dense_1")(shared(right))],
      name: "model")
    expectRecorded(model, "connected")
  }

  @Test func `a description of a row`() {
    let a = Input([13], name: "input_1")
    let model = Model(
      inputs: a, outputs: Dense(1, name: "dense")(Dense(4, name: "dense_1")(a)), name: "model")
    expectRecorded(model, "described row")
  }

  @Test func `a subclass, with shapes where Keras has none`() {
    let model = MLP(name: "mlp")
    model.build(inputShape: [2, 3])
    let recorded = ModelRecording.recorded.summaries["subclass"]!
      .replacing(
        "dense (Dense)                multiple ", with: "dense (Dense)                (None, 4)"
      )
      .replacing(
        "dense_1 (Dense)              multiple ", with: "dense_1 (Dense)              (None, 1)")
    #expect(model.summary() == recorded)
    #expect(!recorded.contains("multiple"))
  }

  @Test func `a model without layers`() {
    let model = Empty(name: "empty")
    model.build(inputShape: [2, 3])
    expectRecorded(model, "empty")
  }

  @Test func `a layer that is not built stops with the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Sequential([Dense(1, name: "d")], name: "m").summary()
      },
      "m.summary: the layer 'd' has not been built", "model.build(inputShape: [32, 13])")
  }
}
