import Tapestry

// Models, losses and optimizers at work: the steps of chapters 4 and 5, and a larger network.

let modelWorkloads: [Workload] = [
  Workload(
    id: "linreg_fit", mode: "fit", summary: "the 1001 steps of linreg_eager, by Model.fit",
    repeats: 5
  ) {
    let x = Tensor.uniform([32, 5])
    let y = matmul(x, Tensor.range(5, dtype: .float32)[.all, .newAxis])
    let model = Sequential([Dense(1, useBias: false)])
    model.compile(optimizer: SGD(learningRate: 0.05), loss: "mse")
    return { _ = try model.fit(x, y, epochs: 1001, verbose: .silent) }
  },
  Workload(
    id: "boston_full", mode: "traced",
    summary: "1000 steps of training on (404, 13) and of testing on (102, 13), four hidden units",
    repeats: 5
  ) {
    let data = HousingShapes()
    let model = mlp([4, 1])
    model.build(inputShape: data.x.shape)
    let trainStep = Function("train") {
      let tape = GradientTape()
      let loss = tape.record { square(data.y - model(data.x)).mean() }
      let gradients = try tape.gradient(loss, model.variables)
      for (gradient, variable) in zip(gradients, model.variables) {
        variable.assignAdd(-1e-7 * gradient)
      }
      return loss
    }
    let testStep = Function("test") { square(data.yTest - model(data.xTest)).mean() }
    return {
      for _ in 0..<1000 {
        try trainStep()
        try testStep()
      }
    }
  },
  update("momentum_4e6", SGD(momentum: 0.9)),
  update("adagrad_4e6", Adagrad()),
  update("rmsprop_4e6", RMSprop()),
  update("adam_4e6", Adam()),
  Workload(
    id: "boston_adam", mode: "traced",
    summary: "100 epochs of 12 shuffled batches with clipped gradients and Adam, and of tests",
    repeats: 5
  ) {
    let data = HousingShapes()
    let model = mlp([4, 1])
    model.build(inputShape: data.x.shape)
    let adam = Adam(learningRate: 1e-3, epsilon: 1e-8, clipNorm: 2)
    let trainStep = Function("train") { (x: Tensor, y: Tensor) in
      let tape = GradientTape()
      let loss = tape.record { square(y - model(x)).mean() }
      adam.applyGradients(try tape.gradient(loss, model.variables), to: model.variables)
      return loss
    }
    let testStep = Function("test") { (x: Tensor, y: Tensor) in square(y - model(x)).mean() }
    return {
      for _ in 0..<100 {
        let order = shuffled(Tensor.range(404))
        for batch in 0..<12 {
          let chosen = order[batch * 32..<batch * 32 + 32]
          _ = try trainStep(gather(data.x, chosen), gather(data.y, chosen)).number
        }
        for batch in 0..<3 {
          let rows = batch * 32..<batch * 32 + 32
          _ = try testStep(data.xTest[rows], data.yTest[rows]).number
        }
        _ = try testStep(data.xTest, data.yTest)
      }
    }
  },
  Workload(
    id: "mlp_step", mode: "traced",
    summary: "a step of 784-512-512-10 with relu, softmax cross-entropy and Adam, batch 128",
    repeats: 5, iterations: 20
  ) {
    let x = Tensor.uniform([128, 784])
    let labels = Tensor.uniform([128], in: 0..<10)
    let model = mlp([512, 512, 10])
    model.build(inputShape: x.shape)
    let adam = Adam(learningRate: 1e-3)
    let loss = Loss.sparseCategoricalCrossentropy(fromLogits: true)
    let step = Function("step") {
      let tape = GradientTape()
      let value = tape.record { loss(labels, model(x)) }
      adam.applyGradients(try tape.gradient(value, model.variables), to: model.variables)
      return value
    }
    return { for _ in 0..<20 { try step() } }
  },
]

/// Numbers in the shapes of the Boston housing data, since the time does not depend on the numbers.
private struct HousingShapes {
  let x = Tensor.uniform([404, 13], to: 100)
  let y = Tensor.uniform([404, 1], to: 50)
  let xTest = Tensor.uniform([102, 13], to: 100)
  let yTest = Tensor.uniform([102, 1], to: 50)
}

/// Dense layers with relu between them.
private func mlp(_ units: [Int]) -> Sequential {
  Sequential(
    units.enumerated().map { index, count in
      Dense(count, activation: index < units.count - 1 ? .relu : .linear)
    })
}

/// A step of an optimizer alone.
private func update(_ id: String, _ optimizer: @autoclosure @escaping @Sendable () -> Optimizer)
  -> Workload
{
  Workload(id: id, mode: "traced", summary: "a step of 4 million parameters", repeats: 20) {
    let w = Variable(Tensor.normal([2000, 2000]))
    let gradient = Tensor.normal([2000, 2000])
    let optimizer = optimizer()
    return { optimizer.applyGradients([gradient], to: [w]) }
  }
}
