import Tapestry

// Traced training steps of the layers that models are made of.

let layerWorkloads: [Workload] = [
  trainingStep(
    "conv_step", "two of Conv2D and MaxPooling2D, then Dense(10), on (128, 28, 28, 1), Adam",
    input: { Tensor.uniform([128, 28, 28, 1]) }, optimizer: { Adam(learningRate: 1e-3) },
    iterations: 3
  ) {
    [
      Conv2D(16, 3, activation: .relu), MaxPooling2D(), Conv2D(32, 3, activation: .relu),
      MaxPooling2D(), Flatten(), Dense(10),
    ]
  },
  trainingStep(
    "convbn_step",
    "two of Conv2D(32) and BatchNormalization, then GlobalAveragePooling2D and Dense(10), on "
      + "(64, 32, 32, 3), SGD",
    input: { Tensor.uniform([64, 32, 32, 3]) }, optimizer: { SGD(learningRate: 1e-3) }
  ) {
    [
      Conv2D(32, 3, activation: .relu), BatchNormalization(),
      Conv2D(32, 3, activation: .relu), BatchNormalization(), GlobalAveragePooling2D(), Dense(10),
    ]
  },
  trainingStep(
    "lstm_step", "LSTM(64) and Dense(10) on (32, 100, 64), Adam",
    input: { Tensor.uniform([32, 100, 64]) }, optimizer: { Adam(learningRate: 1e-3) }
  ) { [LSTM(64), Dense(10)] },
  trainingStep(
    "gru_step", "GRU(64) and Dense(10) on (32, 100, 64), Adam",
    input: { Tensor.uniform([32, 100, 64]) }, optimizer: { Adam(learningRate: 1e-3) }
  ) { [GRU(64), Dense(10)] },
  trainingStep(
    "embedding_step",
    "Embedding(50000, 64) of (128, 32), the mean over the words, Dense(10), SGD",
    input: { cast(Tensor.uniform([128, 32], in: 0..<50_000), to: .int32) },
    optimizer: { SGD(learningRate: 1e-3) }, iterations: 4
  ) { [Embedding(50_000, 64), GlobalAveragePooling1D(), Dense(10)] },
  Workload(
    id: "predict_1", mode: "traced", summary: "one row through 784-512-512-10 with relu",
    repeats: 7, iterations: 200
  ) {
    let model = multilayerPerceptron()
    let x = Tensor.uniform([1, 784])
    let predict = Function("predict") { (x: Tensor) in model(x) }
    return { for _ in 0..<200 { _ = try predict(x) } }
  },
  Workload(
    id: "predict_10000", mode: "predict", summary: "10 000 rows through it in batches of 128",
    repeats: 5
  ) {
    let model = multilayerPerceptron()
    let x = Tensor.uniform([10_000, 784])
    return { _ = try model.predict(x, batchSize: 128) }
  },
  Workload(
    id: "fit_epoch_60k", mode: "fit",
    summary: "an epoch of fit, 784-128-10, 60 000 rows in batches of 32, Adam", repeats: 1
  ) {
    let x = Tensor.uniform([60_000, 784])
    let labels = Tensor.uniform([60_000], in: 0..<10)
    let model = Sequential([Dense(128, activation: .relu), Dense(10)])
    model.compile(
      optimizer: Adam(), loss: Loss.sparseCategoricalCrossentropy(fromLogits: true))
    return { _ = try model.fit(x, labels, batchSize: 32, epochs: 1, verbose: .silent) }
  },
]

/// A step that trains a sequence of layers to classify into ten classes: forward, backward,
/// optimizer.
private func trainingStep(
  _ id: String, _ summary: String, input: @escaping @Sendable () -> Tensor,
  optimizer: @escaping @Sendable () -> Optimizer, iterations: Int = 1,
  layers: @escaping @Sendable () -> [Layer]
) -> Workload {
  Workload(
    id: id, mode: "traced", summary: "a step of " + summary, repeats: 10, iterations: iterations
  ) {
    let x = input()
    let labels = Tensor.uniform([x.shape[0]], in: 0..<10)
    let model = Sequential(layers())
    model.build(inputShape: x.shape)
    let weights = model.trainableVariables
    let optimizer = optimizer()
    let loss = Loss.sparseCategoricalCrossentropy(fromLogits: true)
    let step = Function("step") {
      let tape = GradientTape()
      let value = tape.record { loss(labels, model(x, training: true)) }
      optimizer.applyGradients(try tape.gradientForms(value, weights), to: weights)
      return value
    }
    return { for _ in 0..<iterations { _ = try step() } }
  }
}

private func multilayerPerceptron() -> Sequential {
  let model = Sequential([Dense(512, activation: .relu), Dense(512, activation: .relu), Dense(10)])
  model.build(inputShape: [1, 784])
  return model
}
