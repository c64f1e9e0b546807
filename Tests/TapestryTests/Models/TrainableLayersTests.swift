import TestSupport
import Testing

@testable import Tapestry

/// Layers that are frozen before and after a model is compiled.
struct TrainableLayersTests {
  @Test func `a layer that is frozen after compile trains until the next one, with a warning`()
    async
  {
    let exit = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let model = try oneWeightModel(1, learningRate: 0.001)
      let (x, y) = (Tensor.ones([8, 1]), Tensor.zeros([8, 1]))
      func changes(_ count: Int) throws -> Bool {
        let before = model.onlyWeight
        try model.fit(x[..<count], y[..<count], batchSize: 4, verbose: .silent)
        return model.onlyWeight != before
      }
      #expect(try changes(8))
      model.layers[0].isTrainable = false
      #expect(try changes(8))
      // A new shape of the batch, for which a graph is traced.
      #expect(try changes(3))
      #expect(!model.layers[0].isTrainable)
      model.compile(optimizer: "sgd", loss: "mse")
      model.layers[0].isTrainable = true
    }
    let message = String(decoding: exit?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.components(separatedBy: "without calling `compile` after?").count == 2)
  }

  @Test func `batch normalization in a frozen model is trained as it was compiled`() throws {
    // The expected numbers are TensorFlow 2.1's, for models that were built before.
    let x = Tensor([[1.0, 2], [3, 4], [0, -1], [2, 5]])
    let y = Tensor([[1.0], [0], [1], [0]])
    func fit(
      _ expected: [Double], moved mean: Double, before: (Sequential) -> Void,
      after: (Sequential) -> Void
    ) throws -> Sequential {
      let base = Sequential([
        Dense(2, useBias: false, kernelInitializer: .ones), BatchNormalization(momentum: 0.5),
      ])
      let model = Sequential([base, Dense(1, useBias: false, kernelInitializer: .ones)])
      model.build(inputShape: [4, 2])
      before(base)
      model.compile(optimizer: SGD(learningRate: 0.01), loss: "mse")
      after(base)
      let losses = try model.fit(x, y, epochs: 2, verbose: .silent, shuffle: false)["loss"]
      for (got, expected) in zip(losses, expected) {
        #expect(abs(got - expected) <= 2e-6 * abs(expected))
      }
      expectTensor(base.weights[3], [2], [mean, mean], tolerance: 1e-3)
      return base
    }
    let frozen = [106.39311218261719, 1.1503599882125854]
    let trained = [6.308621883392334, 5.388140678405762]
    var base = try fit(frozen, moved: 0) {
      $0.isTrainable = false
    } after: { _ in
    }
    #expect(base.layers.map(\.isTrainable) == [false, false])
    base = try fit(trained, moved: 3) { _ in
    } after: {
      $0.isTrainable = false
    }
    #expect(!base.isTrainable && base.layers.map(\.isTrainable) == [false, false])
    base = try fit(frozen, moved: 0) {
      $0.isTrainable = false
    } after: {
      $0.isTrainable = true
      $0.layers[0].isTrainable = false
    }
    #expect(base.isTrainable && base.layers.map(\.isTrainable) == [false, true])
  }
}
