import Foundation
import Synchronization
import Testing

@testable import Tapestry

struct FunctionTests {
  // MARK: Same results as eagerly

  @Test(arguments: 0..<250)
  func `a random program gives the same bits traced and run eagerly`(seed: Int) throws {
    let program = RandomProgram(seed: seed, length: 5 + seed % 56)
    let arguments = randomArguments(seed: seed)
    let f = Function("program") { (arguments: [Tensor]) in program(arguments) }
    let expected = program(arguments)
    let graph = try f.concreteFunction(for: arguments)
    for run in 1...3 {
      expectSame(
        try f(arguments), expected, "seed \(seed), run \(run)\n\(graph.optimizedGraph)")
    }
    #expect(f.tracingCount == 1)
  }

  @Test(arguments: 0..<60)
  func `a random program gives the same bits under a tape and inside another function`(
    seed: Int
  ) throws {
    let program = RandomProgram(seed: seed, length: 5 + seed % 30)
    let arguments = randomArguments(seed: seed)
    let inner = Function("inner") { (arguments: [Tensor]) in program(arguments) }
    let outer = Function("outer") { (arguments: [Tensor]) in try inner(arguments) }
    let expected = program(arguments)
    let tape = GradientTape()
    expectSame(try tape.record { try inner(arguments) }, expected, "tape, seed \(seed)")
    expectSame(try outer(arguments), expected, "nested, seed \(seed)")
  }

  @Test(arguments: [1, 2, 1023, 1024, 1025, 3000, 65_536, 65_537, 70_000, 140_000, 200_001])
  func `sums and means fused with their arguments have the last digit of the eager ones`(
    count: Int
  ) throws {
    let x = Tensor.uniform([count], from: -1, to: 1, seed: 7)
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      let y = x * 3 + 1
      return [y.sum(), y.mean(), (y * y).sum(keepDims: true), x.sum(), y - y.mean()]
    }
    let f = Function("f") { (x: Tensor) in program(x) }
    expectSame(try f(x), program(x))
  }

  @Test func `arguments may be views, repeated and the same tensor`() throws {
    let x = reshape(cast(Tensor.range(12), to: .float32), [3, 4])
    let f = Function("f") { (a: Tensor, b: Tensor) in [a * b + a, matmul(a, b, transposeB: true)] }
    func expected(_ a: Tensor, _ b: Tensor) -> [Tensor] {
      [a * b + a, matmul(a, b, transposeB: true)]
    }
    let views = [
      x, x[.by(-1)], transpose(reshape(x, [4, 3])), broadcast(Tensor(2.5), to: [3, 4]),
      broadcast(x[0], to: [3, 4]), concat([x, x], axis: 1)[.all, .by(2)],
    ]
    for a in views {
      for b in views { expectSame(try f(a, b), expected(a, b)) }
    }
    #expect(f.tracingCount == 1)
  }

  @Test func `results may be arguments, constants, repeated values and reshapes`() throws {
    let constant = Tensor([5.0, 6.0])
    let v = Variable([7.0, 8.0])
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      let y = x + 1
      return [
        x, constant, v.tensor, y, y, reshape(y, [2, 1]), reshape(x, [1, 2]), identity(constant),
        broadcast(Tensor(3.0), to: [2, 2]), broadcast(Tensor(3.0), to: [2, 2]) * 2,
        transpose(reshape(y, [2, 1])), reshape(v.tensor, [1, 2]), y[.by(-1)],
      ]
    }
    let f = Function("f") { (x: Tensor) in program(x) }
    let x = Tensor([1.0, 2.0])
    for _ in 0..<3 { expectSame(try f(x), program(x)) }
    let first = try f(x)
    let kept = first.map(bits)
    _ = try f(Tensor([10.0, 20.0]))
    v.assign(Tensor([0.0, 0.0]))
    _ = try f(Tensor([30.0, 40.0]))
    #expect(first.map(bits) == kept, "a result must not change in later calls")
  }

  // MARK: Tracing

  @Test func `what the code does besides tensors happens once per trace`() throws {
    let calls = Counter()
    let f = Function("f") { (x: Tensor) in
      calls.add()
      return x + 1
    }
    for _ in 0..<5 { _ = try f(Tensor(1.0)) }
    #expect(calls.value == 1)
    _ = try f(Tensor([1.0]))
    #expect(calls.value == 2)
    #expect(f.tracingCount == 2)
  }

  @Test func `an error while tracing leaves no graph, no interpreter and no tape behind`() throws {
    struct Refusal: Error {}
    let refuses = Mutex(true)
    let f = Function("f") { (x: Tensor) in
      let y = x * x
      let tape = GradientTape()
      return try tape.record {
        if refuses.withLock({ $0 }) { throw Refusal() }
        return y + 1
      }
    }
    let tape = GradientTape()
    let x = Tensor(3.0)
    tape.watch(x)
    _ = tape.record { #expect(throws: Refusal.self) { try f(x) } }
    #expect(throws: Refusal.self) { try f(x) }
    #expect(f.tracingCount == 0)
    #expect(Context.current.interpreter == nil)
    #expect(Context.current.tapes.isEmpty)
    #expect((x + 1).number == 4)
    refuses.withLock { $0 = false }
    #expect(try f(x).number == 10)
    #expect(f.tracingCount == 1)
  }

  @Test func `a function may call itself over a Swift number that ends the recursion`() throws {
    let holder = Mutex<Function<Tensor, Int, Tensor>?>(nil)
    let power = Function("power") { (x: Tensor, n: Int) -> Tensor in
      n == 0 ? Tensor.ones(like: x) : x * (try holder.withLock { $0! }(x, n - 1))
    }
    holder.withLock { $0 = power }
    #expect(try power(Tensor(2.0), 10).number == 1024)
    #expect(try power(Tensor(3.0), 4).number == 81)
    #expect(power.tracingCount == 11)
    holder.withLock { $0 = nil }
  }

  @Test func `a function with infinite recursion stops and says so`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      final class Holder: @unchecked Sendable { var f: Function<Tensor, Tensor>! }
      let holder = Holder()
      holder.f = Function("endless") { (x: Tensor) in try holder.f(x) * 2 }
      _ = try holder.f(Tensor(1.0))
    }
    let message = text(result)
    #expect(message.contains("endless: calls itself"))
    #expect(message.contains("cure:"))
  }

  @Test func `a function may return nothing`() throws {
    let v = Variable(1.0)
    let f = Function("f") { (x: Tensor) in
      v.assignAdd(x)
      v.assignAdd(x)
    }
    _ = try f(Tensor(2.0))
    let result: Nothing = try f(Tensor(3.0))
    #expect(result.signature == .none)
    #expect(v.tensor.number == 11)
  }

  @Test func `the value of a symbolic tensor stops with the name of its function`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      nonisolated(unsafe) var leaked: Tensor?
      let f = Function("leaky") { (x: Tensor) in
        leaked = x + 1
        return x
      }
      _ = try f(Tensor(1.0))
      _ = leaked! + 1
    }
    #expect(text(result).contains("symbolic tensor of leaky"))
  }

  @Test func `a symbolic tensor of an earlier trace stops with both functions' names`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      nonisolated(unsafe) var leaked: Tensor?
      let f = Function("leaky") { (x: Tensor) in
        leaked = x + 1
        return x
      }
      let g = Function("user") { (x: Tensor) in x + leaked! }
      _ = try f(Tensor(1.0))
      _ = try g(Tensor(1.0))
    }
    #expect(text(result).contains("user: a symbolic tensor of leaky"))
  }

  @Test func `a leaked symbolic tensor as an argument stops with the name of its function`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      nonisolated(unsafe) var leaked: Tensor?
      let f = Function("leaky") { (x: Tensor) in
        leaked = x + 1
        return x
      }
      _ = try f(Tensor(1.0))
      _ = try f(leaked!)
    }
    #expect(text(result).contains("symbolic tensor of leaky"))
  }

  @Test func `a symbolic tensor can be printed`() throws {
    let texts = Mutex<[String]>([])
    let f = Function("f") { (x: Tensor) in
      texts.withLock { $0 = ["\(x)", String(reflecting: x + 1)] }
      return x
    }
    _ = try f(Tensor([1.0, 2.0]))
    #expect(
      texts.withLock { $0 } == [
        "Tensor(\"f:0\", shape=(2,), dtype=float32)",
        "<tf.Tensor 'f:2' shape=(2,) dtype=float32>",
      ])
  }

  @Test func `values of ordinary tensors can be read while tracing`() throws {
    let f = Function("f") { (x: Tensor) in
      let length = Double(Tensor([1.0, 2.0]).scalars(as: Float.self).count)
      let product = x * (Tensor(2).number * length)
      let sum = product + Tensor.full([2], 3.0) + Tensor.full([2], x[0])
      let further = sum + Tensor.eye(2)[0] + Tensor.linspace(0, 1, count: 2)
      return further + cast(Tensor.range(2), to: .float32)
    }
    let result = try f(Tensor([1.0, 2.0]))
    #expect(result.scalars(as: Float.self) == [9, 14])
  }
}

/// What a process wrote to standard error before it ended.
func text(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
