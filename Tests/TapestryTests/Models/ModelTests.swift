import TestSupport
import Testing

@testable import Tapestry

private final class MLP: Model {
  let features = Dense(4, activation: .tanh, name: "features")
  let head = Dense(1, name: "head")
  override func call(_ x: Tensor) -> Tensor { head(features(x)) }
}

private final class SumAndDifference: Model {
  override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    [inputs[0] + inputs[1], inputs[0] - inputs[1]]
  }
}

struct ModelTests {
  // MARK: - Rows

  @Test func `a sequence of layers is called in order`() {
    let (a, b) = (Dense(4, activation: .relu, name: "a"), Dense(2, name: "b"))
    let model = Sequential([a, b], name: "row")
    let x = Tensor.normal([3, 5])
    expectSame([model(x)], [b(a(x))])
    #expect(model.layers.map(\.name) == ["a", "b"])
    #expect(model.variables.map(\.name) == ["a/kernel:0", "a/bias:0", "b/kernel:0", "b/bias:0"])
  }

  @Test func `a block lists layers, under conditions and in loops`() {
    func make(deep: Bool, last: Bool) -> Sequential {
      Sequential(name: "block") {
        Dense(8, name: "first")
        if deep {
          for index in 0..<2 { Dense(8, name: "loop\(index)") }
        }
        if last {
          Dense(1, name: "one")
        } else {
          [Dense(2, name: "two"), Dense(3, name: "three")]
        }
      }
    }
    #expect(make(deep: false, last: true).layers.map(\.name) == ["first", "one"])
    #expect(
      make(deep: true, last: false).layers.map(\.name)
        == ["first", "loop0", "loop1", "two", "three"])
  }

  @Test func `a sequential model is a layer of another, and is shared`() {
    let inner = Sequential([Dense(3, name: "i")], name: "inner")
    let model = Sequential([inner, Dense(1, name: "o")], name: "outer")
    model.build(inputShape: [2, 4])
    #expect(model.variables.map(\.name) == ["i/kernel:0", "i/bias:0", "o/kernel:0", "o/bias:0"])
    #expect(model.parameterCount == 15 + 4)
    inner.isTrainable = false
    #expect(model.trainableVariables.map(\.name) == ["o/kernel:0", "o/bias:0"])
  }

  @Test func `a sequential model grows until it is called`() async {
    let model = Sequential(name: "row")
    model.add(Dense(1, name: "a"))
    #expect(model.layers.count == 1)
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let model = Sequential([Dense(1, name: "a")], name: "row")
        _ = model(Tensor.ones([1, 1]))
        model.add(Dense(1, name: "b"))
      },
      "row: it has been called, and cannot grow any more", "before the first call")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let layer = Dense(1, name: "a")
        _ = Sequential([layer, layer], name: "row")
      },
      "row: it holds the layer 'a' already", "make another layer")
  }

  // MARK: - Descriptions

  @Test func `a description of several inputs and outputs with a shared layer`() {
    let (a, b) = (Input([3], name: "a"), Input([3], name: "b"))
    let shared = Dense(2, name: "shared")
    let end = Dense(1, name: "end")
    let model = Model(inputs: [a, b], outputs: [shared(a), end(shared(b))], name: "two")
    #expect(model.layers.map(\.name) == ["shared", "end"])
    #expect(model.variables.count == 4)
    let (x, y) = (Tensor.normal([5, 3]), Tensor.normal([5, 3]))
    expectSame(model.outputs([x, y]), [shared(x), end(shared(y))])
  }

  @Test func `shapes are known before anything is computed`() {
    let x = Input([784], name: "x")
    let hidden = Dense(512, name: "h")(x)
    #expect(x.shape == "(None, 784)")
    #expect(hidden.shape == "(None, 512)")
    #expect(hidden.exampleShape == [512])
  }

  @Test func `a model in a description is a layer`() {
    let x = Input([3], name: "x")
    let inner = Sequential([Dense(2, name: "d")], name: "inner")
    let model = Model(inputs: x, outputs: Dense(1, name: "e")(inner(x)), name: "outer")
    #expect(model.layers.map(\.name) == ["inner", "e"])
    #expect(model(Tensor.ones([2, 3])).shape == [2, 1])
  }

  @Test func `an input that is not listed stops with the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (a, b) = (Input([3], name: "a"), Input([3], name: "b"))
        let shared = Dense(2, name: "shared")
        _ = Model(inputs: [a], outputs: [shared(a), shared(b)])
      },
      "an output depends on the input 'b', which is not listed", "list every input")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let a = Input([3], name: "a")
        _ = Model(inputs: [a], outputs: [Dense(1, name: "d")(a)], name: "m")
          .outputs([Tensor.ones([1, 3]), Tensor.ones([1, 3])])
      },
      "m: 2 tensors for 1 inputs", "give one for each")
  }

  // MARK: - Subclasses

  @Test func `a subclass finds its layers and builds them without computing`() {
    let model = MLP(name: "mlp")
    #expect(model.variables.isEmpty)
    model.build(inputShape: [7, 3])
    #expect(model.layers.map(\.name) == ["features", "head"])
    #expect(model.variables.map(\.shape) == [[3, 4], [4], [4, 1], [1]])
    #expect(model(Tensor.ones([2, 3])).shape == [2, 1])
  }

  @Test func `a subclass of several inputs and outputs is fitted and used`() throws {
    let model = SumAndDifference(name: "both")
    let (x, y) = (Tensor([[1.0], [2.0], [3.0]]), Tensor([[4.0], [5.0], [6.0]]))
    let predicted = try model.predict([x, y], batchSize: 2)
    expectSame(predicted, [x + y, x - y])
    model.compile(losses: ["mse", "mae"], metrics: ["mae"])
    let report = try model.evaluate([x, y], [x + y + 1, x - y], batchSize: 2)
    #expect(
      report.values.map(\.name)
        == ["loss", "output_1_loss", "output_2_loss", "output_1_mae", "output_2_mae"])
    #expect(report.values.map(\.value) == [1, 1, 0, 1, 0])
  }

  // MARK: - Compiling

  @Test func `names and objects of optimizers, losses and metrics`() {
    let model = Sequential([Dense(1, name: "d")], name: "m")
    #expect(model.compilation == nil)
    model.compile(optimizer: "Adam", loss: "mse", metrics: ["mae", Metric.binaryAccuracy()])
    #expect(model.optimizer is Adam)
    #expect(model.compilation?.reportNames == ["loss", "mae", "binary_accuracy"])
    let own = SGD(learningRate: 0.5)
    model.compile(optimizer: own, loss: .huber(delta: 2))
    #expect(model.optimizer === own)
  }

  @Test func `outputs have the names of their layers, each once`() {
    let x = Input([3], name: "x")
    let twice = Dense(3, name: "twice")
    let model = Model(inputs: [x], outputs: [twice(x), twice(twice(x))], name: "m")
    model.compile(loss: "mse")
    #expect(model.compilation?.reportNames == ["loss", "twice_loss", "twice_1_loss"])
  }

  @Test func `a model that was not compiled stops with the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try Sequential([Dense(1)], name: "m").fit(Tensor.ones([1, 1]), Tensor.ones([1, 1]))
      },
      "m.fit: the model has not been compiled", "model.compile(optimizer: \"sgd\", loss: \"mse\")")
  }

  @Test func `misspelt names list the names`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Sequential(name: "m").compile(optimizer: "adm", loss: "mse")
      },
      "there is no optimizer 'adm'", "did you mean 'adam'? the names are sgd, adam")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Sequential(name: "m").compile(loss: "mse", metrics: ["acuracy"])
      },
      "there is no metric 'acuracy'", "did you mean 'accuracy'?")
  }

  @Test func `losses, weights and outputs whose numbers differ stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Sequential([Dense(1)], name: "m").compile(losses: ["mse", "mae"])
      },
      "m: 2 losses with 2 weights for 1 outputs", "give one loss for each output")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let model = SumAndDifference(name: "both")
        model.compile(loss: "mse")
        _ = try model.evaluate([Tensor.ones([1]), Tensor.ones([1])], [Tensor.ones([1])])
      },
      "both: 2 outputs, 1 targets and 1 losses", "give one target and one loss for each output")
  }
}
