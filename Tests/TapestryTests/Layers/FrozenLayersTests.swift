import Testing

@testable import Tapestry

private final class Pair: Layer {
  let layers = [Dense(1), Dense(1)]
}

struct FrozenLayersTests {
  @Test func `a frozen layer has no trainable variables, nor have those inside it`() {
    let layer = TimeDistributed(Dense(2))
    _ = layer(Tensor.ones([1, 2, 3]))
    #expect(layer.trainableVariables.count == 2)
    layer.isTrainable = false
    #expect(layer.trainableVariables.isEmpty && layer.nonTrainableVariables.count == 2)
    layer.isTrainable = true
    layer.layer.isTrainable = false
    #expect(layer.trainableVariables.isEmpty)
  }

  @Test func `freezing a layer freezes all inside, and unfreezing it unfreezes them`() {
    let (a, b, c) = (Dense(1), Dense(1), Dense(1))
    let input = Input([2])
    let (both, pair) = (Bidirectional(LSTM(1)), Pair())
    let containers: [(Layer, inside: [Layer])] = [
      (Sequential([Sequential([a]), Dense(2)]), [a]), (TimeDistributed(b), [b]),
      (Model(inputs: input, outputs: c(input)), [c]), (both, [both.forward!, both.backward!]),
      (pair, pair.layers),
    ]
    for (layer, inside) in containers {
      layer.isTrainable = false
      #expect(inside.allSatisfy { !$0.isTrainable }, "\(layer.name)")
      layer.isTrainable = true
      #expect(inside.allSatisfy { $0.isTrainable }, "\(layer.name)")
      inside[0].isTrainable = false
      #expect(layer.isTrainable, "\(layer.name)")
      layer.isTrainable = true
      #expect(inside[0].isTrainable, "\(layer.name)")
    }
  }

  @Test func `a layer that is made frozen leaves those inside as they are`() {
    #expect(TimeDistributed(Dense(1), trainable: false).layer.isTrainable)
    #expect(Bidirectional(GRU(1), trainable: false).forward.isTrainable)
  }

  @Test func `a frozen layer's batch normalization inside acts as at inference`() {
    let inside = BatchNormalization(momentum: 0.5)
    let layer = TimeDistributed(inside)
    _ = layer(Tensor.ones([2, 3, 1]))
    layer.isTrainable = false
    _ = layer(Tensor.full([2, 3, 1], 5.0), training: true)
    expectTensor(inside.movingMean.tensor, [1], [0])
    layer.isTrainable = true
    _ = layer(Tensor.full([2, 3, 1], 5.0), training: true)
    expectTensor(inside.movingMean.tensor, [1], [2.5])
  }

  @Test func `statistics do not move in a frozen layer, even if the normalization is trainable`() {
    let inside = BatchNormalization(momentum: 0.5)
    let model = Sequential([Sequential([inside])])
    let x = Tensor([[1.0], [5.0]])
    _ = model(x)
    model.isTrainable = false
    inside.isTrainable = true
    // It normalizes by the batch all the same, as in Keras.
    expectTensor(model(x, training: true).mean(), [], [0])
    expectTensor(inside.movingMean.tensor, [1], [0])
    #expect(model.trainableVariables.isEmpty)
    _ = inside(x, training: true)
    expectTensor(inside.movingMean.tensor, [1], [1.5])
  }

  @Test func `layers are saved frozen as each of them is`() throws {
    let model = Sequential([TimeDistributed(Dense(1)), Bidirectional(GRU(1))])
    model.isTrainable = false
    let twin = try Sequential(from: ConfigReader(model.config, of: "Sequential"))
    #expect(twin.layers.map(\.isTrainable) == [false, false])
    #expect((twin.layers[0] as? TimeDistributed)?.layer.isTrainable == false)
    // What `Bidirectional` saves is the layer that it was given, which is not inside.
    #expect((twin.layers[1] as? Bidirectional)?.forward.isTrainable == true)
    Layer.register("HalfFrozen") { _ in
      let pair = Pair()
      pair.layers[0].isTrainable = false
      return pair
    }
    let config: Config = ["class_name": "HalfFrozen", "config": .config(Pair().config)]
    #expect(try (Layer.made(from: config) as? Pair)?.layers.map(\.isTrainable) == [false, true])
  }
}
