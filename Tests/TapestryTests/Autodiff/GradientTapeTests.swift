import TestSupport
import Testing

@testable import Tapestry

struct GradientTapeTests {
  @Test func `the gradient of x squared at 3 is 6`() throws {
    let x = Variable(3.0)
    let tape = GradientTape()
    let y = tape.record { x * x }
    expectEqual(try tape.gradient(y, x), Tensor(6.0))
  }

  @Test func `a second gradient throws TensorFlow's message`() throws {
    let x = Variable(3.0)
    let tape = GradientTape()
    let y = tape.record { x * x }
    _ = try tape.gradient(y, x)
    let error = #expect(throws: TapeError.self) { try tape.gradient(y, x) }
    #expect(
      error?.description
        == "GradientTape.gradient can only be called once on non-persistent tapes.")
    #expect(throws: TapeError.self) { try tape.gradient(y, [x], unconnected: .zero) }
    #expect(throws: TapeError.self) { try tape.jacobian(y, x) }
  }

  @Test func `a persistent tape gives several gradients`() throws {
    let (a, b) = (Variable(2.0), Variable(5.0))
    let tape = GradientTape(persistent: true)
    let (sum, product) = tape.record { (a + b, a * b) }
    expectEqual(try tape.gradient(product, a), Tensor(5.0))
    expectEqual(try tape.gradient(product, b), Tensor(2.0))
    expectEqual(try tape.gradient(sum, a), Tensor(1.0))
  }

  @Test func `tensors have gradients once they are watched`() throws {
    let x = Tensor([1.0, 2.0])
    let tape = GradientTape(persistent: true)
    let before = tape.record { x * x }
    tape.watch(x)
    let after = tape.record { x * x * x }
    expectEqual(try tape.gradient(after, x), Tensor([3.0, 12.0]))
    #expect(try tape.gradient(before, [x], unconnected: .none)[0] == nil)
  }

  @Test func `an intermediate value can be watched and used as a source`() throws {
    let x = Variable(2.0)
    let tape = GradientTape(persistent: true)
    let (y, z) = tape.record {
      let y = x * x
      tape.watch(y)
      return (y, y * y)
    }
    expectEqual(try tape.gradient(z, y), Tensor(8.0))
    let both = try tape.gradient(z, [y, x])
    expectEqual(both[0], Tensor(8.0))
    expectEqual(both[1], Tensor(32.0))
  }

  @Test func `without automatic watching, variables are watched only on request`() throws {
    let (a, b) = (Variable(2.0), Variable(3.0))
    let tape = GradientTape(persistent: true, watchAccessedVariables: false)
    tape.watch(a)
    let y = tape.record { a * b }
    expectEqual(try tape.gradient(y, a), Tensor(3.0))
    #expect(try tape.gradient(y, [b], unconnected: .none)[0] == nil)
    #expect(tape.watchedVariables.map(ObjectIdentifier.init) == [ObjectIdentifier(a)])
  }

  @Test func `watched variables come in the order of their first reading`() {
    let (a, b) = (Variable(1.0, name: "a"), Variable(2.0, name: "b"))
    let frozen = Variable(3.0, trainable: false)
    let tape = GradientTape()
    _ = tape.record { b * frozen + a * b }
    #expect(tape.watchedVariables.map(\.name) == ["b", "a"])
  }

  @Test func `a tape inside another gives the second derivative`() throws {
    let x = Variable(2.0)
    let outer = GradientTape()
    let first = try outer.record {
      let inner = GradientTape()
      let y = inner.record { x * x * x }
      return try inner.gradient(y, x)
    }
    expectEqual(first, Tensor(12.0))
    expectEqual(try outer.gradient(first, x), Tensor(12.0))
  }

  @Test func `three tapes give the third derivative`() throws {
    let x = Tensor(0.5, dtype: .float64)
    let tapes = [GradientTape(), GradientTape(), GradientTape()]
    for tape in tapes { tape.watch(x) }
    let third = try tapes[0].record {
      try tapes[1].record {
        try tapes[2].record { exp(2 * x) }.derivative(tapes[2], x)
      }.derivative(tapes[1], x)
    }.derivative(tapes[0], x)
    expectEqual(third, 8 * exp(2 * x), ulps: 4)
  }

  @Test func `a persistent tape records a gradient that is computed inside its block`() throws {
    let x = Variable(2.0)
    let tape = GradientTape(persistent: true)
    let first = try tape.record { try tape.gradient(x * x * x, x) }
    expectEqual(first, Tensor(12.0))
    expectEqual(try tape.gradient(first, x), Tensor(12.0))
  }

  @Test func `a tape that is not persistent gives its gradient inside the block too`() throws {
    let x = Variable(2.0)
    let tape = GradientTape()
    let first = try tape.record {
      let first = try tape.gradient(x * x, x)
      _ = x * 3
      return first
    }
    expectEqual(first, Tensor(4.0))
    #expect(tape.entries.isEmpty)
    #expect(throws: TapeError.self) { try tape.gradient(first, x) }
  }

  @Test func `a tape records block after block`() throws {
    let x = Variable(2.0)
    let tape = GradientTape()
    let y = tape.record { x * x }
    let ignored = y * 100
    let z = tape.record { y * 3 }
    _ = ignored
    expectEqual(try tape.gradient(z, x), Tensor(12.0))
  }

  @Test func `a block that throws leaves the tape off`() throws {
    struct Stop: Error {}
    let x = Variable(2.0)
    let tape = GradientTape()
    #expect(throws: Stop.self) { try tape.record { throw Stop() } }
    let count = tape.entries.count
    _ = x * x
    #expect(tape.entries.count == count)
  }

  @Test func `what depends on nothing watched is not recorded`() {
    let x = Tensor([1.0, 2.0])
    let tape = GradientTape()
    _ = tape.record { exp(x) + x.sum() }
    #expect(tape.entries.isEmpty)
  }

  @Test func `a variable that changes keeps the gradient at the value that was read`() throws {
    let x = Variable(3.0)
    let tape = GradientTape()
    let y = tape.record {
      let y = x * x
      x.assign(10)
      return y
    }
    expectEqual(try tape.gradient(y, x), Tensor(6.0))
  }

  @Test func `a tape of ten thousand links walks back`() throws {
    let x = Variable(1.0)
    let tape = GradientTape()
    let y = tape.record {
      var y = x.tensor
      for _ in 0..<10_000 { y = y + 1 }
      return y
    }
    expectEqual(y, Tensor(10_001.0))
    expectEqual(try tape.gradient(y, x), Tensor(1.0))
  }

  @Test func `what a deep tape recorded is freed without a deep stack`() throws {
    let x = Variable(1.0)
    var tape: GradientTape? = GradientTape(persistent: true)
    var y: Tensor? = tape?.record { (0..<10_000).reduce(x.tensor) { y, _ in y * 1 } }
    let gradient = try tape!.gradient(y!, x)
    (tape, y) = (nil, nil)
    expectEqual(gradient, Tensor(1.0))
  }

  @Test func `threads record on their own tapes`() async throws {
    let x = Variable(3.0)
    let gradients = try await withThrowingTaskGroup(of: Tensor.self) { group in
      for factor in 1...8 {
        group.addTask {
          let tape = GradientTape()
          let y = tape.record { factor * x * x }
          return try tape.gradient(y, x)
        }
      }
      return try await group.reduce(into: []) { $0.append($1.number) }
    }
    #expect(gradients.sorted() == (1...8).map { 6 * Double($0) })
  }

  @Test func `recording twice at once stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let tape = GradientTape()
        tape.record { tape.record {} }
      },
      "record: the tape is recording already", "cure: use one tape inside")
  }
}

extension Tensor {
  fileprivate func derivative(_ tape: GradientTape, _ x: Tensor) throws -> Tensor {
    try tape.gradient(self, x)
  }
}
