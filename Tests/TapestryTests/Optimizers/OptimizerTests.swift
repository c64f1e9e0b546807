import TestSupport
import Testing

@testable import Tapestry

@Suite struct OptimizerTests {
  private func variables() -> (kernel: Variable, bias: Variable) {
    (
      Variable(Tensor([[1.0, 2.0]], dtype: .float32), name: "dense/kernel:0"),
      Variable(Tensor([0.5], dtype: .float32), name: "dense/bias:0")
    )
  }
  private let gradients = [Tensor([[0.1, 0.2]]), Tensor([0.3])]

  @Test func `slots have the names and the order of Keras`() {
    let (kernel, bias) = variables()
    let optimizer = Adam(amsgrad: true)
    #expect(optimizer.weights.map(\.name) == ["Adam/iter:0"])
    optimizer.applyGradients(gradients, to: [kernel, bias])
    #expect(
      optimizer.weights.map(\.name) == [
        "Adam/iter:0", "Adam/dense/kernel/m:0", "Adam/dense/bias/m:0", "Adam/dense/kernel/v:0",
        "Adam/dense/bias/v:0", "Adam/dense/kernel/vhat:0", "Adam/dense/bias/vhat:0",
      ])
    #expect(optimizer.weights.allSatisfy { !$0.isTrainable })
    #expect(optimizer.iterations.dtype == .int64)
    let ftrl = Ftrl()
    ftrl.build([kernel, bias])
    #expect(ftrl.weights.map(\.name).dropFirst().first == "Ftrl/dense/kernel/accumulator:0")
    #expect(ftrl.weights.map(\.name).dropFirst(2).first == "Ftrl/dense/kernel/linear:0")
    let nadam = Nadam()
    nadam.build([kernel])
    #expect(
      nadam.weights.map(\.name) == [
        "Nadam/iter:0", "Nadam/momentum_cache:0", "Nadam/dense/kernel/m:0",
        "Nadam/dense/kernel/v:0",
      ])
    let momentum = SGD(momentum: 0.9)
    momentum.build([Variable(1.0, name: "w")])
    #expect(momentum.weights.map(\.name) == ["SGD/iter:0", "SGD/w/momentum:0"])
  }

  @Test func `the power of Ftrl's learning rate can change between steps`() {
    let kernels = [-0.5, -0.8].map { power in
      let kernel = Variable(Tensor([1, -2] as [Float]))
      let optimizer = Ftrl(learningRate: 0.5, learningRatePower: power)
      optimizer.build([kernel])
      optimizer.setHyper("learning_rate_power", -0.8)
      optimizer.applyGradients([Tensor([0.5, 3] as [Float])], to: [kernel])
      return kernel.tensor.scalars(as: Float.self)
    }
    #expect(kernels[0] == kernels[1])
  }

  @Test func `the learning rate is a variable that prints as Keras shows it`() {
    let optimizer = SGD()
    #expect(
      optimizer.learningRate.debugDescription
        == "<tf.Variable 'SGD/learning_rate:0' shape=() dtype=float32, numpy=0.01>")
  }

  @Test func `a step is traced once, and sees a learning rate that changes`() {
    let (kernel, bias) = variables()
    let optimizer = SGD(learningRate: 1)
    for rate in [1.0, 0.5, 0.25] {
      let before = bias.stored.scalars(as: Float.self)[0]
      optimizer.learningRate.assign(rate)
      optimizer.applyGradients(gradients, to: [kernel, bias])
      #expect(abs(Double(before - bias.stored.scalars(as: Float.self)[0]) - rate * 0.3) < 1e-6)
    }
    optimizer.setHyper("learning_rate", 0)
    let before = bias.stored.scalars(as: Float.self)
    optimizer.applyGradients(gradients, to: [kernel, bias])
    #expect(bias.stored.scalars(as: Float.self) == before)
    #expect(optimizer.steps.count == 1)
    optimizer.applyGradients([gradients[1]], to: [bias])
    #expect(optimizer.steps.count == 2)
    // As many variables, but not the same.
    let kernelBefore = kernel.stored.scalars(as: Float.self)
    optimizer.learningRate.assign(1)
    optimizer.applyGradients([gradients[0]], to: [kernel])
    #expect(kernel.stored.scalars(as: Float.self) != kernelBefore)
    #expect(optimizer.steps.count == 3)
    #expect(optimizer.iterations.stored.number == 6)
  }

  @Test func `a schedule can take the place of a number`() {
    let w = Variable(Tensor([0.0], dtype: .float32))
    let optimizer = SGD(learningRate: 1)
    optimizer.applyGradients([Tensor([1.0])], to: [w])
    optimizer.setHyper(
      "learning_rate", PiecewiseConstantDecay(boundaries: [1], values: [10, 100]))
    optimizer.applyGradients([Tensor([1.0])], to: [w])
    #expect(w.stored.scalars(as: Float.self) == [-11])
    optimizer.applyGradients([Tensor([1.0])], to: [w])
    #expect(w.stored.scalars(as: Float.self) == [-111])
    #expect(optimizer.hyper("learning_rate").number == 100)
    optimizer.setHyper("learning_rate", 1000)
    optimizer.applyGradients([Tensor([1.0])], to: [w])
    #expect(w.stored.scalars(as: Float.self) == [-1111])
  }

  @Test func `limits that change apply to the next step`() {
    let w = Variable(Tensor([0.0, 0.0], dtype: .float32))
    let optimizer = SGD(learningRate: 1)
    let gradient = Tensor([3.0, 4.0])
    optimizer.applyGradients([gradient], to: [w])
    #expect(w.stored.scalars(as: Float.self) == [-3, -4])
    optimizer.clipNorm = 1
    w.assign(Tensor([0.0, 0.0]))
    optimizer.applyGradients([gradient], to: [w])
    #expect(w.stored.scalars(as: Float.self) == [-0.6, -0.8])
    optimizer.clipNorm = nil
    optimizer.clipValue = 2
    w.assign(Tensor([0.0, 0.0]))
    optimizer.applyGradients([gradient], to: [w])
    #expect(w.stored.scalars(as: Float.self) == [-2, -2])
    optimizer.clipValue = nil
    for (limit, expected): (Double, [Float]) in [(1, [-0.6, -0.8]), (2.5, [-1.5, -2])] {
      optimizer.globalClipNorm = limit
      w.assign(Tensor([0.0, 0.0]))
      optimizer.applyGradients([gradient], to: [w])
      #expect(w.stored.scalars(as: Float.self) == expected)
    }
  }

  @Test func `an update of one variable is one pass over its elements`() throws {
    for optimizer in [
      SGD(momentum: 0.9, nesterov: true), Adam(amsgrad: true), AdamW(), Adamax(), Nadam(),
      RMSprop(momentum: 0.5, centered: true), Adagrad(), Adadelta(), Ftrl(l1: 0.1), Lion(),
    ] {
      let w = Variable(Tensor.zeros([5000]))
      optimizer.build([w])
      let clusters = try #require(optimizer.steps.last).clusterCount
      #expect(clusters == 1, "\(optimizer.name)")
    }
  }

  @Test func `a step inside a function becomes a part of its graph`() throws {
    let (kernel, bias) = variables()
    let (twinKernel, twinBias) = variables()
    let (optimizer, twin) = (Adam(learningRate: 0.1), Adam(learningRate: 0.1))
    let x = Tensor([[1.0], [2.0], [-1.0]])
    let y = Tensor([[2.0, 1.0], [3.0, 5.0], [0.0, 1.0]])
    func loss(_ kernel: Variable, _ bias: Variable) -> Tensor {
      square(y - (matmul(x, kernel) + bias)).mean()
    }
    let step = Function("step") { (_: Tensor) in
      try optimizer.minimize([kernel, bias]) { loss(kernel, bias) }
    }
    // Otherwise the first call would make the slots, and be traced twice.
    optimizer.build([kernel, bias])
    for _ in 0..<5 {
      let traced = try step(x)
      let eager = try twin.minimize([twinKernel, twinBias]) { loss(twinKernel, twinBias) }
      expectEqual(traced, eager, ulps: 8)
    }
    #expect(step.tracingCount == 1)
    let graph = step.concreteFunctions[0].graph
    #expect(graph.assignedVariables.isSuperset(of: [kernel, bias, optimizer.iterations]))
    expectEqual(kernel.stored, twinKernel.stored, ulps: 8)
    #expect(optimizer.iterations.stored.number == 5)
  }

  @Test func `minimize finds the bottom of a parabola and gives the loss before the step`() throws {
    let w = Variable(Tensor(5.0, dtype: .float32))
    let optimizer = SGD(learningRate: 0.25)
    #expect(try optimizer.minimize([w]) { square(w - 3) }.number == 4)
    for _ in 0..<30 { try optimizer.minimize([w]) { square(w - 3) } }
    #expect(abs(w.stored.number - 3) < 1e-5)
  }

  @Test func `gradients can be given as pairs, zipped, and in several forms`() {
    let (kernel, bias) = variables()
    let optimizer = SGD(learningRate: 1)
    optimizer.applyGradients([(gradient: gradients[0], variable: kernel), (gradients[1], bias)])
    optimizer.applyGradients(zip(gradients, [kernel, bias]))
    let forms: [GradientForm] = [
      .slices(
        IndexedSlices(values: gradients[0], indices: Tensor([0]), denseShape: kernel.shape)),
      .dense(gradients[1]),
    ]
    optimizer.applyGradients(forms, to: [kernel, bias])
    expectRecorded(kernel.tensor, "0.7 1.4", "")
    expectRecorded(bias.tensor, "-0.4", "")
  }

  @Test func `variables without a gradient stay, and a warning names them`() async {
    let (kernel, bias) = variables()
    SGD().applyGradients([nil, Tensor([0.3])], to: [kernel, bias])
    #expect(kernel.stored.scalars(as: Float.self) == [1, 2])
    #expect(bias.stored.scalars(as: Float.self) != [0.5])
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      SGD().applyGradients(
        [nil, Tensor([0.3])],
        to: [Variable([1.0, 2.0], name: "kernel:0"), Variable([0.5], name: "bias:0")])
    }
    #expect(
      message(result).contains(
        "Gradients do not exist for variables ['kernel:0'] when minimizing the loss."))
  }

  @Test func `saved weights go into a twin that continues in the same way`() throws {
    let (kernel, bias) = variables()
    let optimizer = Adam(learningRate: 0.1)
    for _ in 0..<3 { optimizer.applyGradients(gradients, to: [kernel, bias]) }
    let kept = optimizer.weights.map(\.stored)
    let (twinKernel, twinBias) = (Variable(kernel.tensor), Variable(bias.tensor))
    let twin = try Optimizer.made(from: optimizer.serialized)
    twin.build([twinKernel, twinBias])
    #expect(throws: WeightMismatch.self) { try twin.setWeights(Array(kept.dropLast())) }
    #expect(throws: WeightMismatch.self) { try twin.setWeights(kept.reversed()) }
    #expect(twin.iterations.stored.number == 0)
    try twin.setWeights(kept)
    for (optimizer, variables) in [(optimizer, [kernel, bias]), (twin, [twinKernel, twinBias])] {
      optimizer.applyGradients(gradients, to: variables)
    }
    expectEqual(twinKernel.stored, kernel.stored)
    expectEqual(twinBias.stored, bias.stored)
    #expect(twin.iterations.stored.number == 4)
  }

  @Test func `gradients that do not fit stop the program`() async {
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      SGD().applyGradients([Tensor([1.0, 2.0])], to: [Variable([1.0], name: "w:0")])
    }
    expectMessage(
      shape,
      "SGD: a float32 gradient of shape (2,) for variable 'w:0', which has float32 and (1,)",
      "cure: give each variable the gradient of the loss with respect to it")
    let type = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      SGD().applyGradients([Tensor([1])], to: [Variable([1.0], name: "w:0")])
    }
    expectMessage(type, "SGD: a int32 gradient of shape (1,)", "cure: give each variable")
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Adam().applyGradients([Tensor([1.0])], to: [Variable([1.0]), Variable([2.0])])
    }
    expectMessage(count, "Adam: 1 gradients for 2 variables", "cure: give one gradient for each")
    let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let gradients: [Tensor?] = [nil]
      Adam().applyGradients(gradients, to: [Variable([1.0], name: "w:0")])
    }
    expectMessage(none, "Adam: no gradient for any variable: [\"w:0\"]", "cure: compute the loss")
  }

  @Test func `numbers that make no sense stop the program`() async {
    let rate = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = SGD(learningRate: -0.1)
    }
    expectMessage(rate, "SGD: learning_rate is -0.1", "cure: give 0 or a positive number")
    let later = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      SGD().setHyper("learning_rate", -1)
    }
    expectMessage(later, "SGD: learning_rate is -1.0", "cure: give 0 or a positive number")
    let beta = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Adam(beta1: 1.5)
    }
    expectMessage(beta, "Adam: beta1 is 1.5", "cure: give a number from 0 to 1")
    let norm = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Adam(clipNorm: -2)
    }
    expectMessage(norm, "Adam: clipNorm is -2.0", "cure: give 0 or a positive number")
    let hyper = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Adam().hyper("beta_3")
    }
    expectMessage(
      hyper, "Adam: there is no hyperparameter 'beta_3'",
      "cure: it has beta_1, beta_2, decay, learning_rate")
    let schedule = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = SGD(learningRate: CosineDecay(0.1, decaySteps: 10)).learningRate
    }
    expectMessage(schedule, "SGD: the learning rate is a schedule, CosineDecay", "cure: read it")
    let formula = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Optimizer(name: "Mine", learningRate: 1)
        .applyGradients([Tensor([1.0])], to: [Variable([1.0])])
    }
    expectMessage(formula, "Optimizer: the optimizer has no formula", "cure: override update(")
  }
}
