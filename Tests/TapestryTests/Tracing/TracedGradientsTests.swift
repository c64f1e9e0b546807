import Testing

@testable import Tapestry

struct TracedGradientsTests {
  @Test func `a tape inside a function becomes part of the graph`() throws {
    let w = Variable([[1.0], [2.0]])
    @Sendable func gradients(_ x: Tensor) throws -> [Tensor] {
      let tape = GradientTape()
      let loss = tape.record { square(tanh(matmul(x, w)) - 1).mean() }
      return [loss] + (try tape.gradient(loss, [w]))
    }
    let f = Function("f") { (x: Tensor) in try gradients(x) }
    for seed in 0..<3 {
      let x = Tensor.uniform([50, 2], seed: seed)
      expectSame(try f(x), try gradients(x))
    }
    #expect(f.tracingCount == 1)
  }

  @Test func `a tape around a call differentiates it`() throws {
    let v = Variable(2.0)
    let f = Function("f") { (x: Tensor) in exp(x * v) + square(v) }
    let x = Tensor([0.5, -1.0])
    let tape = GradientTape(persistent: true)
    tape.watch(x)
    let y = tape.record { try! f(x) }
    let plain = GradientTape(persistent: true)
    plain.watch(x)
    let z = plain.record { exp(x * v) + square(v) }
    expectSame([y], [z])
    expectSame(
      [try tape.gradient(y, x), try tape.gradient(y, v)],
      [try plain.gradient(z, x), try plain.gradient(z, v)])
  }

  @Test func `a function that returns its argument passes the gradient on`() throws {
    let f = Function("f") { (x: Tensor) in x }
    let x = Tensor(3.0)
    let tape = GradientTape()
    tape.watch(x)
    let y = try tape.record { try f(x) * f(x) }
    #expect(try tape.gradient(y, x).number == 6)
  }

  @Test func `second derivatives: both tapes inside, both outside, one of each`() throws {
    @Sendable func first(_ x: Tensor, _ function: (Tensor) throws -> Tensor) throws -> Tensor {
      let tape = GradientTape()
      tape.watch(x)
      let y = try tape.record { try function(x) }
      return try tape.gradient(y, x)
    }
    let cube = Function("cube") { (x: Tensor) in x * x * x }
    let slope = Function("slope") { (x: Tensor) in try first(x) { try cube($0) } }
    let curvature = Function("curvature") { (x: Tensor) in try first(x) { try slope($0) } }
    let x = Tensor(3.0)
    #expect(try slope(x).number == 27)
    #expect(try curvature(x).number == 18)
    #expect(try first(x) { try slope($0) }.number == 18)
    #expect(try first(x) { try first($0) { try cube($0) } }.number == 18)
    #expect(try first(x) { try curvature($0) }.number == 6)
  }

  @Test func `a training step inside a function ends where the plain one does`() throws {
    let x = Tensor.uniform([64, 2])
    let y = matmul(x, Tensor([[3.0], [-2.0]])) + 0.5
    func train(_ steps: Int, traced: Bool) throws -> [Tensor] {
      let (w, b) = (Variable(Tensor.full([2, 1], 0.25)), Variable(Tensor.full([1], 0.0)))
      @Sendable func step(_ x: Tensor, _ y: Tensor) throws -> Tensor {
        let tape = GradientTape()
        let loss = tape.record { square(matmul(x, w) + b - y).mean() }
        let gradients = try tape.gradient(loss, [w, b])
        w.assignSub(0.1 * gradients[0])
        b.assignSub(0.1 * gradients[1])
        return loss
      }
      let f = Function("step") { (x: Tensor, y: Tensor) in try step(x, y) }
      var losses: [Tensor] = []
      for _ in 0..<steps { losses.append(try traced ? f(x, y) : step(x, y)) }
      return losses + [w.tensor, b.tensor]
    }
    expectSame(try train(50, traced: true), try train(50, traced: false))
  }

  @Test(arguments: 0..<80)
  func `gradients of random programs are the same eagerly, inside and around`(seed: Int) throws {
    let program = RandomProgram(seed: seed, length: 3 + seed % 12)
    var numbers = SeededNumbers(seed: seed)
    let shape: Shape = [[], [3], [2, 4], [1100]].randomElement(using: &numbers)!
    let x = Tensor.uniform(shape, from: 0.5, to: 2, seed: seed)
    @Sendable func gradient(_ x: Tensor, _ function: ([Tensor]) throws -> [Tensor]) throws
      -> [Tensor]
    {
      let tape = GradientTape()
      tape.watch(x)
      let y = try tape.record {
        try function([x, x * 0.5, x > 1]).filter { $0.dtype == .float32 }
          .map { $0.sum() }.reduce(x.sum()) { $0 + $1 }
      }
      return [y, try tape.gradient(y, x)]
    }
    let f = Function("f") { (arguments: [Tensor]) in program(arguments) }
    let inside = Function("inside") { (x: Tensor) in try gradient(x) { program($0) } }
    let expected = try gradient(x) { program($0) }
    expectSame(try gradient(x) { try f($0) }, expected, "around, seed \(seed)")
    expectSame(
      try inside(x), expected, "inside, seed \(seed)\n\(inside.concreteFunctions[0].graph)")
  }

  @Test func `a custom gradient rule works inside a function and around it`() throws {
    @Sendable func softened(_ x: Tensor) -> Tensor {
      customGradient(x) { x in
        let e = exp(x)
        return (log(1 + e), { dy in dy * (1 - 1 / (1 + e)) })
      }
    }
    let x = Tensor([100.0, 1.0, -3.0])
    @Sendable func gradient(_ x: Tensor, _ function: (Tensor) throws -> Tensor) throws -> [Tensor] {
      let tape = GradientTape()
      tape.watch(x)
      let y = try tape.record { try function(x) * 2 }
      return [y, try tape.gradient(y, x)]
    }
    let expected = try gradient(x, softened)
    let f = Function("f") { (x: Tensor) in softened(x) }
    let inside = Function("inside") { (x: Tensor) in try gradient(x, softened) }
    let around = Function("around") { (x: Tensor) in try gradient(x) { try f($0) } }
    expectSame([try f(x) * 2], [expected[0]])
    expectSame(try inside(x), expected)
    expectSame(try around(x), expected)
    expectSame(try gradient(x) { try f($0) }, expected)
    let other = Tensor([0.5, 0.25, 2.0])
    expectSame(try gradient(other) { try f($0) }, try gradient(other, softened))
  }
}
