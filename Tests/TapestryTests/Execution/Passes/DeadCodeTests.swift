import Testing

@testable import Tapestry

struct DeadCodeTests {
  private func alive(_ body: @escaping @Sendable (Tensor) -> [Tensor]) throws -> Graph {
    let result = try graph { body($0) }.optimized([.deadCode])
    #expect(result.fault() == nil)
    return result
  }

  @Test func `what no result needs is left out`() throws {
    let result = try alive { x in
      _ = exp(x) * 3
      return [x + 1]
    }
    #expect(result.operations == ["+"])
    #expect(result.nodes.count == 3)
  }

  @Test func `assignments and random draws stay, unneeded reads do not`() throws {
    let v = Variable([0.0, 0.0, 0.0, 0.0])
    let result = try alive { x in
      _ = v.tensor
      v.assign(x * 2)
      _ = Tensor.uniform([2], seed: 3)
      return []
    }
    #expect(result.operations == ["*", "assign", "uniform"])
  }

  @Test func `unneeded arguments keep their positions`() throws {
    let f = Function("f") { (a: Tensor, b: Tensor, c: Tensor) in c - a }
    #expect(try f(Tensor(1.0), Tensor(2.0), Tensor(10.0)).number == 9)
    let result = f.concreteFunctions[0].optimizedGraph
    #expect(result.parameters == [0, 1, 2])
    #expect(result.fault() == nil)
  }
}
