import Tapestry
import Testing

@testable import Miniature

@Suite struct MiniLayersTests {
  @Test(arguments: [1, 3, 7])
  func `a dense layer waits for its input, and then computes what the engine's does`(inputs: Int) {
    var random = MiniRandom(seed: inputs)
    let layer = MiniDense(4, seed: 1)
    #expect(layer.parameters.isEmpty)
    let x = drawn([5, inputs], &random)
    let y = layer(Value(x))
    #expect(layer.parameters.map(\.shape) == [[inputs, 4], [4]])
    layer.parameters[1].data = drawn([4], &random)

    let dense = Dense(4)
    _ = dense(engine(x))
    for (variable, parameter) in zip(dense.variables, layer.parameters) {
      variable.assign(engine(parameter.data))
    }
    #expect(y.shape == [5, 4])
    #expect(agree(layer(Value(x)).data, dense(engine(x))))
  }

  @Test func `first weights lie within Glorot's limit, fill it, and follow from the seed`() {
    let kernels = [1, 1, 2].map { seed in
      let layer = MiniDense(50, seed: seed)
      _ = layer(Value(MiniTensor(repeating: 0, shape: [1, 100])))
      return layer.parameters[0].data.elements
    }
    #expect(kernels[0].allSatisfy { abs($0) <= 0.2 })
    #expect(kernels[0].max()! > 0.19 && kernels[0].min()! < -0.19)
    #expect(kernels[0] == kernels[1] && kernels[0] != kernels[2])
  }

  @Test func `a model passes values on, and has the parameters of all layers`() {
    let model = MiniSequential([
      miniFlatten(), MiniDense(3, seed: 1), MiniActivation { $0.relu() }, MiniDense(2, seed: 2),
    ])
    #expect(model(Value(MiniTensor(repeating: 1, shape: [4, 2, 5]))).shape == [4, 2])
    #expect(model.parameters.map(\.shape) == [[10, 3], [3], [3, 2], [2]])
  }
}
