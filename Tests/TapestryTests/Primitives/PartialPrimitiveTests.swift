import TestSupport
import Testing

@testable import Tapestry

struct PartialPrimitiveTests {
  private static let x = Tensor([1, 2, 3] as [Float])

  /// An element, as the node of a file looks it up.
  private static func element(_ x: Tensor, _ index: Tensor) throws -> Tensor {
    try evaluating(at: "model: node 'n'") { gather(x, index) }
  }

  /// The elements from an index on, by a loop that only an error ends: its condition always holds.
  private static func endless(_ x: Tensor, from index: Tensor) throws -> Tensor {
    try whileLoop(
      [index, x[0]], while: { _ in Tensor(true) },
      do: { [$0[0] + 1, try element(x, $0[0]) + $0[1]] })[1]
  }

  @Test func `an operation of a file without a result throws, with its location, values and cure`()
  {
    let error = #expect(throws: InvalidArgument.self) { try Self.element(Self.x, Tensor(3)) }
    #expect(
      error?.description == """
        model: node 'n': gather: index 3 (element 0 of the indices) is out of range for a \
        dimension of size 3
          cure: use an index from 0 to 2
        """)
    #expect(throws: Never.self) {
      expectEqual(try Self.element(Self.x, Tensor(2)), Tensor(3 as Float))
    }
  }

  @Test func `in a branch of the program's function it throws if the branch is taken`() throws {
    let f = Function("f") { (x: Tensor, index: Tensor) in
      try cond(x[0] > 0, then: { [try Self.element(x, index)] }, else: { [x[1]] })[0]
    }
    for _ in 0..<2 {
      #expect(throws: InvalidArgument.self) { try f(Self.x, Tensor(9)) }
      expectEqual(try f(-Self.x, Tensor(9)), Tensor(-2 as Float))
      expectEqual(try f(Self.x, Tensor(2)), Tensor(3 as Float))
    }
    let rows = stack([Self.x, -Self.x])
    expectEqual(
      try vectorizedMap({ try f($0, $1) }, rows, Tensor([2, 9])), Tensor([3, -2] as [Float]))
    #expect(throws: InvalidArgument.self) {
      try vectorizedMap({ try f($0, $1) }, rows, Tensor([9, 2]))
    }
  }

  @Test func `a loop that meets it ends, though its condition always holds`() throws {
    let f = Function("f") { (x: Tensor, index: Tensor) in try Self.endless(x, from: index) }
    #expect(throws: InvalidArgument.self) { try f(Self.x, Tensor(0)) }
    let tape = GradientTape()
    tape.watch(Self.x)
    #expect(throws: InvalidArgument.self) { try tape.record { try f(Self.x, Tensor(0)) } }
    #expect(throws: InvalidArgument.self) {
      try vectorizedMap({ try f($0, $1) }, stack([Self.x, Self.x]), Tensor([0, 2]))
    }
  }

  @Test func `no variable is assigned after it`() throws {
    let v = Variable([1.0])
    let f = Function("f") { (index: Tensor) in
      let y = try Self.element(Self.x, index)
      v.assign(Tensor([2.0]))
      return y
    }
    #expect(throws: InvalidArgument.self) { try f(Tensor(3)) }
    let tape = GradientTape()
    #expect(throws: InvalidArgument.self) { try tape.record { try f(Tensor(3)) } }
    expectEqual(v.tensor, Tensor([1.0]))
    try f(Tensor(0))
    expectEqual(v.tensor, Tensor([2.0]))
  }

  @Test func `a condition is demanded though nothing uses it, in a map of all elements`() throws {
    let f = Function("f") { (x: Tensor) in
      try cond(
        x < 9,
        then: {
          try evaluating(at: "node") { requireCondition(x > 0, "positive", showing: [x]) }
          return [x * 2]
        }, else: { [x] })[0]
    }
    expectEqual(try vectorizedMap({ try f($0) }, Tensor([1.0, 20.0])), Tensor([2.0, 20.0]))
    let error = #expect(throws: InvalidArgument.self) { try f(Tensor(-1.0)) }
    #expect(error?.reason.problem == "positive [-1.0]")
    #expect(throws: InvalidArgument.self) {
      try vectorizedMap({ try f($0) }, Tensor([-1.0, 20.0]))
    }
  }

  @Test func `after it, a loop does not look at its condition, which would be about zeros`() throws
  {
    let f = Function("f") { (x: Tensor) in
      try whileLoop(
        [Tensor(2, dtype: .int32)], while: { floorDivide(10, $0[0]) > 1 },
        do: { [$0[0] + 1 + cast(0 * (try Self.element(x, $0[0])), to: .int32)] })[0]
    }
    let error = #expect(throws: InvalidArgument.self) { try f(Self.x) }
    #expect(error?.reason.problem.contains("index 3") == true)
  }

  @Test func `a session throws for it`() throws {
    try Session.with { session in
      let index = session.placeholder(.int32)
      let y = try Self.element(Self.x, index.tensor)
      #expect(throws: InvalidArgument.self) { try session.run(y, feed: [index: 3]) }
      expectEqual(try session.run(y, feed: [index: 2]), Tensor(3 as Float))
    }
  }

  @Test func `a map of an operation of a file that cannot be done once for all elements throws`() {
    let x = Tensor([1, 2] as [Float])
    let error = #expect(throws: InvalidArgument.self) {
      try vectorizedMap(
        { x in try evaluating(at: "model: node 'n'") { x * Tensor.uniform([]) } }, x)
    }
    #expect(error?.reason.problem.contains("the function draws random numbers") == true)
    let v = Variable(1.0)
    #expect(throws: InvalidArgument.self) {
      try vectorizedMap(
        { x in
          _ = try evaluating(at: "model: node 'n'") { v.assign(x) }
          return x
        }, x)
    }
    expectEqual(v.tensor, Tensor(1.0))
  }

  @Test func `a map in a function throws for such an operation, too`() throws {
    let loaded = Function("loaded") { (x: Tensor) in
      try evaluating(at: "model: node 'n'") { x * Tensor.uniform([]) }
    }
    let f = Function("f") { (x: Tensor) in try vectorizedMap({ try loaded($0) }, x) }
    let error = #expect(throws: InvalidArgument.self) { try f(Tensor([1, 2] as [Float])) }
    #expect(
      error?.description.contains(
        "model: node 'n': vectorizedMap: the function draws random numbers (uniform), once for all "
          + "2 elements") == true)
    let branching = Function("branching") { (x: Tensor) in
      try vectorizedMap({ x in try cond(x > 0, then: { [try loaded(x)] }, else: { [x] })[0] }, x)
    }
    #expect(throws: InvalidArgument.self) { try branching(Tensor([1, 2] as [Float])) }
  }

  @Test func `the program's own operations stop it, also beside those of a file`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let f = Function("f") { (x: Tensor, index: Tensor) in
        try Self.element(x, Tensor(0)) + gather(x, index)
      }
      _ = try f(Self.x, Tensor(3))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("gather: index 3") && message.contains("cure: use an index"))
  }
}
