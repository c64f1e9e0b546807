import Testing

@testable import Tapestry

// Layer itself: building, names, weights, and what it says about mistakes.

@Suite struct LayerTests {
  @Test func `layers of a class are numbered from the second on`() async {
    await #expect(processExitsWith: .success) {
      #expect([Dense(1).name, Dense(1).name, PReLU().name] == ["dense", "dense_1", "p_re_lu"])
      #expect(LambdaLayer { $0 }.name == "lambda")
      #expect(ActivationLayer(.relu).name == "activation")
      #expect(MaxPooling2D().name == "max_pooling2d")
      let inner = Bidirectional(LSTM(1))
      #expect(inner.forward.name == "forward_lstm")
      _ = inner(Tensor.ones([1, 2, 1]))
      #expect(inner.variables.first?.name == "bidirectional/forward_lstm/kernel:0")
      clearSession()
      #expect(Dense(1).name == "dense")
    }
  }

  @Test func `a layer is built once, by its first call or before`() {
    let layer = Dense(3)
    #expect(!layer.isBuilt && layer.variables.isEmpty)
    layer.ensureBuilt(for: [32, 5])
    #expect(layer.isBuilt && layer.kernel.shape == [5, 3])
    let kernel = layer.kernel
    _ = layer(Tensor.ones([2, 5]))
    layer.ensureBuilt(for: [32, 7])
    #expect(layer.kernel === kernel)
    #expect(layer.parameterCount == 18)
  }

  @Test func `a layer that is built while a function is traced keeps its weights`() throws {
    let layer = GRU(2)
    let f = Function("f") { (x: Tensor) in layer(x) }
    let x = sin(counting([2, 3, 4]))
    expectTensor(
      try f(x), [2, 2], layer(x).scalars(as: Float.self).map(Double.init), tolerance: 1e-6)
    #expect(layer.variables.count == 3)
  }

  @Test func `weights of other shapes, types or number are refused, and none is changed`() throws {
    let layer = Dense(2, name: "head")
    #expect {
      try layer.setWeights([Tensor.ones([3, 2])])
    } throws: { error in
      "\(error)".contains("head: 1 values for 0 weights")
        && "\(error)".contains("cure: build it first")
    }
    _ = layer(Tensor.ones([1, 3]))
    let before = layer.weights.map { $0.scalars(as: Float.self) }
    #expect {
      try layer.setWeights([Tensor.ones([3, 2])])
    } throws: {
      "\($0)".contains("head: 1 values for 2 weights, 'head/kernel:0', 'head/bias:0'")
    }
    #expect {
      try layer.setWeights([Tensor.ones([3, 2]), Tensor.ones([3])])
    } throws: { error in
      "\(error)".contains(
        "head: a float32 value of shape (3,) for weight 'head/bias:0', which has float32 and shape "
          + "(2,)")
    }
    #expect {
      try layer.setWeights([Tensor.ones([3, 2], dtype: .float64), Tensor.ones([2])])
    } throws: { "\($0)".contains("a float64 value of shape (3, 2)") }
    #expect(layer.weights.map { $0.scalars(as: Float.self) } == before)
    try layer.setWeights([Tensor.ones([3, 2]), Tensor.ones([2])])
    expectTensor(layer(Tensor.ones([1, 3])), [1, 2], [4, 4])
  }

  @Test func `an epsilon below that of TensorFlow's kernel for images is used as it is given`() {
    let x = reshape(Tensor([0.0, 0.001, 0.002, 0.003]), [1, 2, 2, 1])
    func expect(_ epsilon: Double, _ expected: [Double]) {
      let layer = BatchNormalization(epsilon: epsilon)
      for (value, number) in zip(layer(x, training: true).scalars(as: Float.self), expected) {
        #expect(abs(Double(value) - number) < 1e-6)
      }
    }
    // TensorFlow 2.1.0's numbers for images, which are the same for 1e-7 there.
    expect(
      1.001e-5,
      [-0.4470149874687195, -0.1490049809217453, 0.1490050107240677, 0.4470149874687195])
    // TensorFlow's for inputs of two dimensions, where it uses the formula.
    expect(
      1e-7, [-1.29099440574646, -0.43033140897750854, 0.43033158779144287, 1.29099440574646])
  }

  @Test func `the moving numbers of a batch normalization are not trained, and move in training`() {
    let layer = BatchNormalization(momentum: 0.5)
    let x = Tensor([[1.0], [3.0]])
    _ = layer(x)
    #expect(layer.trainableVariables.count == 2 && layer.nonTrainableVariables.count == 2)
    expectTensor(layer.movingMean.tensor, [1], [0])
    _ = layer(x, training: true)
    expectTensor(layer.movingMean.tensor, [1], [1])
    expectTensor(layer.movingVariance.tensor, [1], [1])
    layer.isTrainable = false
    _ = layer(x + 10, training: true)
    expectTensor(layer.movingMean.tensor, [1], [1])
  }

  @Test func `a traced training step moves the averages in each run`() throws {
    let layer = BatchNormalization(momentum: 0.5)
    let step = Function("step") { (x: Tensor) in layer(x, training: true) }
    for _ in 0..<2 { _ = try step(Tensor([[1.0], [3.0]])) }
    expectTensor(layer.movingMean.tensor, [1], [1.5])
  }

  @Test func `training is passed on to the layers inside`() {
    let layer = TimeDistributed(Dropout(0.5, seed: 1))
    let x = Tensor.ones([2, 3, 8])
    expectTensor(layer(x), [2, 3, 8], [Double](repeating: 1, count: 48))
    let dropped = layer(x, training: true).scalars(as: Float.self)
    #expect(dropped.contains(0) && dropped.contains(2))
  }

  @Test func `noise changes its input in training only`() {
    let x = Tensor.ones([1000])
    let layer = GaussianNoise(0.5)
    expectTensor(layer(x), [1000], [Double](repeating: 1, count: 1000))
    let noisy = layer(x, training: true)
    #expect(abs(noisy.standardDeviation().number - 0.5) < 0.1)
    #expect(abs(noisy.mean().number - 1) < 0.1)
  }

  @Test func `recurrent layers drop the same inputs and states in each step`() {
    let layer = SimpleRNN(
      4, activation: .linear, kernelInitializer: .identity(), recurrentInitializer: .zeros,
      dropout: 0.5, returnSequences: true)
    let x = Tensor.ones([8, 3, 4])
    expectTensor(layer(x), [8, 3, 4], [Double](repeating: 1, count: 96))
    let dropped = layer(x, training: true)
    #expect(Set(dropped.scalars(as: Float.self)) == [0, 2])
    #expect(((dropped[.all, 0] == dropped[.all, 1]).all()).scalar(as: Bool.self))
    let states = GRU(4, recurrentDropout: 0.5)
    _ = states(x, training: true)
    #expect(states(x).shape == [8, 4])
  }

  @Test func `layers describe models, and share their weights between calls`() {
    let x = Input([6, 4])
    let shared = LSTM(3)
    let y = Concatenate()([shared(x), shared(x)])
    #expect(y.shape == "(None, 6)")
    #expect(Flatten()(Input([2, 3])).shape == "(None, 6)")
    #expect(Conv2D(8, 3, strides: 2)(Input([28, 28, 1])).shape == "(None, 13, 13, 8)")
    #expect(shared.variables.count == 3)
    let state = LSTM(3, returnState: true).outputs([x])
    #expect(state.map(\.shape) == ["(None, 3)", "(None, 3)", "(None, 3)"])
  }

  @Test func `regularized weights add to the losses of the layers that hold them`() {
    let layer = TimeDistributed(
      Dense(1, kernelInitializer: .ones, kernelRegularizer: .l2(0.5)))
    _ = layer(Tensor.ones([1, 2, 3]))
    #expect(layer.losses.map(\.number) == [1.5])
  }
}
