import Foundation
import Testing

@testable import Tapestry

struct FunctionRandomStateTests {
  /// Draws in straight code, in a branch and in a loop.
  private func drawing() -> Function<Tensor, Tensor> {
    Function("drawing") { (x: Tensor) in
      let noise = Tensor.uniform(x.shape) + Dropout(0.5)(x, training: true)
      let chosen = cond(x.sum() > 0, then: { [Tensor.normal(x.shape)] }, else: { [x] })[0]
      let summed = whileLoop([Tensor(0), Tensor.zeros(like: x)], while: { $0[0] < 3 }) {
        [$0[0] + 1, $0[1] + Tensor.normal(x.shape)]
      }
      return noise + chosen + summed[1]
    }
  }

  private func coded(_ state: FunctionRandomState) throws -> FunctionRandomState {
    try JSONDecoder().decode(FunctionRandomState.self, from: JSONEncoder().encode(state))
  }

  @Test func `numbers of graphs come again from a state on`() throws {
    let f = drawing()
    let inputs = [Tensor.ones([3]), -Tensor.ones([3]), Tensor.ones([2])]
    func run(_ f: Function<Tensor, Tensor>) throws -> [Tensor] { try inputs.map { try f($0) } }
    _ = try run(f)
    let state = f.randomState
    let first = try run(f)
    f.restore(state)
    expectSame(try run(f), first)
    // Another function that was not traced yet, as in a program that continues.
    let other = drawing()
    other.restore(try coded(state))
    #expect(other.randomState == state)
    expectSame(try run(other), first)
    // And one that was.
    let traced = drawing()
    _ = try run(traced)
    traced.restore(try coded(state))
    expectSame(try run(traced), first)
  }

  @Test func `a state of another function changes nothing`() throws {
    let one = Function("one") { Tensor.uniform([2]) }
    let two = Function("two") { Tensor.uniform([2]) + Tensor.normal([2]) }
    _ = (try one(), try two())
    let before = one.randomState
    one.restore(two.randomState)
    #expect(try coded(one.randomState) != before)
    #expect(one.concreteFunctions[0].generators.map(\.position).count == 1)
    let plain = Function("plain") { (x: Tensor) in x * 2 }
    _ = try plain(Tensor(1.0))
    #expect(plain.randomState == FunctionRandomState())
  }

  @Test func `random numbers are drawn again in each run`() throws {
    let f = Function("f") { (x: Tensor) in [x + Tensor.uniform([8]), Tensor.uniform([8])] }
    let x = Tensor.zeros([8])
    let draws = try (0..<4).flatMap { _ in try f(x) }.map(bits)
    #expect(Set(draws).count == 8)
  }

  @Test func `random numbers of a seeded operation continue its stream`() throws {
    let f = Function("f") { (x: Tensor) in x + Tensor.uniform([3], seed: 991) }
    let zero = Tensor.zeros([3])
    let traced = [try f(zero), try f(zero)]
    #expect(bits(traced[0]) != bits(traced[1]))
  }
}
