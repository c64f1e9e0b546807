import TestSupport
import Testing

@testable import Tapestry

struct SessionTests {
  private let inputs = (0..<20).map { Double($0) / 10 - 1 }
  private var outputs: [Double] { inputs.enumerated().map { 3 * $1 + 2 + 0.1 * Double($0 % 3) } }

  /// The document's second program: a tape for each step.
  private func trainedByTape(epochs: Int) throws -> [Tensor] {
    let (w, b) = (Variable(5.0), Variable(0.0))
    for _ in 0..<epochs {
      for (x, y) in zip(inputs, outputs) {
        let tape = GradientTape()
        let loss = tape.record { square(Tensor(Float(x)) * w + b - Tensor(Float(y))).mean() }
        let gradients = try tape.gradient(loss, [w, b])
        w.assignSub(0.1 * gradients[0])
        b.assignSub(0.1 * gradients[1])
      }
    }
    return [w.tensor, b.tensor]
  }

  @Test func `the document's first program ends where the tape ends, bit for bit`() throws {
    let trained = try Session.with { session in
      // define model
      let x = session.placeholder(.float32)
      let y = session.placeholder(.float32)
      let w = session.variable(5.0, name: "weight")
      let b = session.variable(0.0, name: "bias")
      let predicted = x * w + b
      // train model
      let (epochs, learningRate) = (100, 0.1)
      let loss = square(predicted - y).mean()
      let optimizer = try GradientDescentOptimizer(learningRate).minimize(loss)
      let initialize = session.globalVariablesInitializer()
      try session.run(initialize)
      for _ in 0..<epochs {
        for (input, output) in zip(inputs, outputs) {
          try session.run(optimizer, feed: [x: input, y: output])
        }
      }
      return try session.run([w, b])
    }
    let expected = try trainedByTape(epochs: 100)
    expectEqual(trained[0], expected[0])
    expectEqual(trained[1], expected[1])
    #expect(abs(trained[0].number - 3) < 0.2 && abs(trained[1].number - 2.1) < 0.2)
  }

  @Test func `a traced step ends there too`() throws {
    let (w, b) = (Variable(5.0), Variable(0.0))
    let step = Function("step") { (x: Tensor, y: Tensor) in
      let tape = GradientTape()
      let loss = tape.record { square(x * w + b - y).mean() }
      let gradients = try tape.gradient(loss, [w, b])
      w.assignSub(0.1 * gradients[0])
      b.assignSub(0.1 * gradients[1])
      return loss
    }
    for _ in 0..<3 {
      for (x, y) in zip(inputs, outputs) { _ = try step(Tensor(Float(x)), Tensor(Float(y))) }
    }
    let expected = try trainedByTape(epochs: 3)
    expectEqual(w.tensor, expected[0])
    expectEqual(b.tensor, expected[1])
  }

  @Test func `only what a fetch depends on runs, and needs to be fed`() throws {
    try Session.with { session in
      let x = session.placeholder()
      let unused = session.placeholder()
      let counter = session.variable(0.0, name: "counter")
      _ = counter.assignAdd(unused)
      let double = x * 2
      _ = double + unused
      try session.run(session.globalVariablesInitializer())
      expectEqual(try session.run(double, feed: [x: 21]), Tensor(42.0))
      expectEqual(try session.run(counter), Tensor(0.0))
    }
  }

  @Test func `several fetches come from one run`() throws {
    try Session.with { session in
      let x = session.placeholder(.float64, shape: [2])
      let sum = x.sum()
      let values = try session.run(
        [x, sum, sum], feed: [x: Tensor([1.5, 2.5], dtype: .float64)])
      expectEqual(values[0], Tensor([1.5, 2.5], dtype: .float64))
      expectEqual(values[1], Tensor(4.0, dtype: .float64))
      expectEqual(values[2], values[1])
    }
  }

  @Test func `an initializer brings the first values back`() throws {
    try Session.with { session in
      let w = session.variable(1.0)
      let initialize = session.globalVariablesInitializer()
      try session.run(initialize)
      let step = try GradientDescentOptimizer(0.5).minimize(square(w))
      try session.run(step)
      try session.run(step)
      expectEqual(try session.run(w), Tensor(0.0))
      try session.run(initialize)
      expectEqual(try session.run(w), Tensor(1.0))
    }
  }

  @Test func `variables of one name are numbered`() {
    Session.with { session in
      let names = ["w", "w", "b", "w"].map { session.variable(0.0, name: $0).name }
      #expect(names == ["w:0", "w_1:0", "b:0", "w_2:0"])
    }
  }

  @Test func `after the block operations run eagerly again`() {
    Session.with { _ in }
    expectEqual(Tensor(1.0) + 1, Tensor(2.0))
  }

  // MARK: Errors

  private func error(_ body: (Session) throws -> Void) -> SessionError? {
    do {
      try Session.with(body)
    } catch {
      return error as? SessionError
    }
    return nil
  }

  @Test func `a placeholder that is not fed`() {
    let error = error { session in
      let x = session.placeholder(shape: [3], name: "x")
      _ = try session.run(x + 1)
    }
    #expect(error == .notFed("x:0", TensorSpec(shape: [3])))
    #expect("\(error!)".contains("placeholder 'x:0' needs a float32 value of shape (3,)"))
  }

  @Test(arguments: [
    (Tensor([1.0, 2.0]), TensorSpec(shape: [2])),
    (Tensor([1, 2, 3], dtype: .int32), TensorSpec(shape: [3], dtype: .int32)),
  ])
  func `a value of a different shape or type`(_ value: Tensor, _ spec: TensorSpec) {
    let error = error { session in
      let x = session.placeholder(shape: [3], name: "x")
      _ = try session.run(x + 1, feed: [x: value])
    }
    #expect(error == .wrongFeed("x:0", expected: TensorSpec(shape: [3]), got: spec))
  }

  @Test func `a tensor of another session, and one that is computed already`() {
    let other = Session.with { $0.placeholder() + 1 }
    for tensor in [other, Tensor(1.0)] {
      let error = error { session in _ = try session.run(tensor) }
      #expect(error == .notInProgram(TensorSpec(shape: [])))
    }
  }

  @Test func `an operation or a placeholder of another session`() throws {
    let (initialize, stranger) = Session.with { session in
      (session.globalVariablesInitializer(), session.placeholder(name: "stranger"))
    }
    #expect(error { try $0.run(initialize) } == .otherSession("init"))
    let feeding = error { session in
      _ = try session.run(session.placeholder(), feed: [stranger: 1])
    }
    #expect(feeding == .otherSession("stranger:0"))
  }

  @Test func `a variable without a value`() {
    let reading = error { session in
      let w = session.variable(1.0, name: "w")
      _ = try session.run(w * 2)
    }
    #expect(reading == .uninitialized("w:0"))
    let late = error { session in
      let initialize = session.globalVariablesInitializer()
      let w = session.variable(1.0, name: "w")
      try session.run(initialize)
      _ = try session.run(w)
    }
    #expect(late == .uninitialized("w:0"))
  }

  @Test func `a feed that is not computed yet`() {
    let error = error { session in
      let x = session.placeholder(name: "x")
      _ = try session.run(x + 1, feed: [x: x * 2])
    }
    #expect(error == .fedSymbol("x:0"))
  }

  @Test func `a loss that depends on no variable, or is another session's`() {
    let constant = error { session in
      _ = try GradientDescentOptimizer(0.1).minimize(session.placeholder() * 2)
    }
    #expect(constant == .nothingToMinimize(TensorSpec(shape: [])))
    let other = Session.with { $0.variable(1.0) * 2 }
    let foreign = error { _ in _ = try GradientDescentOptimizer(0.1).minimize(other) }
    #expect(foreign == .notInProgram(TensorSpec(shape: [])))
  }

  @Test func `minimizing outside a session stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try GradientDescentOptimizer(0.1).minimize(Tensor(1.0))
      },
      "minimize: no program is being written down", "call it inside Session.with")
  }

  @Test func `a program chooses and repeats by what it is fed`() throws {
    let results = try Session.with { session in
      let x = session.placeholder()
      let y = cond(x > 0, then: { [x * 2] }, else: { [-x] })[0]
      let z = whileLoop([y], while: { $0[0] < 100 }, do: { [$0[0] * 3] })[0]
      return try [2, -5].map { try session.run(z, feed: [x: $0]).number }
    }
    #expect(results == [108, 135])
  }
}
