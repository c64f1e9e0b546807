import Testing

@testable import Tapestry

struct JacobianTests {
  @Test func `one walk back serves all elements of the target`() throws {
    let calls = Counter()
    let x = Tensor([1.0, 2.0, 3.0])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record {
      customGradient(x) { x in
        (
          x * x,
          { dy in
            calls.add()
            return 2 * x * dy
          }
        )
      }
    }
    let jacobian = try tape.jacobian(y, x)
    #expect(jacobian.scalars(as: Float.self) == [2, 0, 0, 0, 4, 0, 0, 0, 6])
    #expect(calls.value == 1)
  }

  @Test func `a target of no elements has a jacobian of no rows`() throws {
    let x = Tensor([1.0, 2.0])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { (x * x)[0..<0] }
    #expect(try tape.jacobian(y, x).shape == [0, 2])
  }

  @Test func `a loop in a function has a jacobian`() throws {
    let x = Tensor([1.0, 2.0])
    let f = Function("f") { (x: Tensor) in
      whileLoop([x], while: { $0[0].sum() < 20 }, do: { [$0[0] * 2 + $0[0].sum()] })[0]
    }
    let tape = GradientTape(persistent: true)
    tape.watch(x)
    let y = try tape.record { try f(x) }
    let rows = try (0..<2).map { index in
      try tape.gradient(y, x, weights: Tensor(index == 0 ? [1.0, 0] : [0, 1.0]))
    }
    #expect(try tape.jacobian(y, x).scalars(as: Float.self) == stack(rows).scalars(as: Float.self))
  }
}
