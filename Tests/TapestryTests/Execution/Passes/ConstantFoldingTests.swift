import Testing

@testable import Tapestry

struct ConstantFoldingTests {
  private func folded(_ body: @escaping @Sendable (Tensor) -> [Tensor]) throws -> Graph {
    let result = try graph { body($0) }.optimized([.constantFolding])
    #expect(result.fault() == nil)
    return result.optimized([.deadCode])
  }

  @Test func `what depends on constants only is computed once`() throws {
    let result = try folded { [$0 * (Tensor(2.0) * 3 + square(Tensor(1.0)))] }
    #expect(result.operations == ["*"])
    #expect(result.nodes.compactMap { $0.constant?.number } == [7])
  }

  @Test func `a constant that would grow is computed in each run`() throws {
    let result = try folded { [$0.sum() + broadcast(Tensor(2.0), to: [1000])] }
    #expect(result.operations.contains("broadcast"))
    #expect(result.nodes.allSatisfy { ($0.constant?.count ?? 0) <= 1 })
  }

  @Test func `random numbers and variables are not constants`() throws {
    let v = Variable(1.0)
    let result = try folded { [$0 + v * 2, Tensor.uniform([2]) * 2] }
    #expect(result.operations == ["readVariable", "*", "+", "uniform", "*"])
  }

  @Test func `folding inside a nested trace adds no nodes to the outer one`() throws {
    let table = Tensor([[1.0, 2.0], [3.0, 4.0]])
    let plain = Function("plain") { (x: Tensor) in
      x + matmul(table, table)[0, 0] + table.mean() + transpose(table)[1, 0]
    }
    let around = Function("around") { (x: Tensor) in try plain(x) * 2 }
    #expect(try around(Tensor(1.0)).number == 25)
    let graph = around.concreteFunctions[0].graph
    #expect(graph.fault() == nil)
    #expect(graph.operations.last == "*")
  }
}
