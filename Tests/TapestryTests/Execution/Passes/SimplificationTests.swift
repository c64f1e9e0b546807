import Testing

@testable import Tapestry

/// The graph of a function of one `float32` tensor of shape (4,).
func graph(
  _ spec: TensorSpec = TensorSpec(shape: [4]), _ body: @escaping @Sendable (Tensor) -> [Tensor]
) throws -> Graph {
  let f = Function("f") { (x: Tensor) in body(x) }
  return try f.concreteFunction(for: Tensor.zeros(spec.shape, dtype: spec.dtype)).graph
}

struct SimplificationTests {
  private func operations(_ graph: Graph) -> [String] {
    let simplified = graph.optimized([.simplification])
    #expect(simplified.fault() == nil)
    let result = simplified.optimized([.deadCode])
    #expect(result.fault() == nil)
    return result.operations
  }

  @Test func `x * 1, 1 * x, x / 1, two negations and two transposes are left out`() throws {
    #expect(operations(try graph { [$0 * 1, 1 * $0, $0 / 1, -(-$0)] }) == [])
    #expect(operations(try graph { [identity($0), stopGradient($0)] }) == [])
    #expect(operations(try graph { [-(-($0 * 1)) / 1] }) == [])
    let matrix = TensorSpec(shape: [2, 3])
    #expect(operations(try graph(matrix) { [transpose(transpose($0))] }) == [])
    let cube = TensorSpec(shape: [2, 3, 4])
    #expect(
      operations(try graph(cube) { [transpose(transpose($0, [1, 2, 0]), [2, 0, 1])] }) == [])
    #expect(
      operations(try graph(cube) { [transpose(transpose($0, [1, 2, 0]), [1, 2, 0])] }).count == 2)
  }

  @Test func `integers times 1 are left out too`() throws {
    #expect(operations(try graph(TensorSpec(shape: [4], dtype: .int32)) { [$0 * 1] }) == [])
  }

  @Test func `operations that are not exact for all numbers stay`() throws {
    #expect(
      operations(try graph { [$0 + 0, $0 - 0, $0 * 0, 0 - $0, 1 / $0, $0 / $0, $0 - $0] })
        == ["+", "-", "*", "-", "/", "/", "-"])
  }

  @Test func `a product with 1 that broadcasts stays`() throws {
    #expect(operations(try graph { [$0 * Tensor.ones([3, 1])] }) == ["*"])
    #expect(
      operations(try graph { [$0 * Tensor.ones([1, 1]), Tensor.ones([1, 1]) * $0] }).count == 2)
    #expect(operations(try graph(TensorSpec(shape: [])) { [$0 * Tensor.ones([1])] }) == ["*"])
  }

  @Test func `results for zeros, infinities and NaN are the eager ones`() throws {
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      [
        x * 1, 1 * x, x / 1, x + 0, x - 0, 0 - x, -(-x), x * 0, x * -1, x - x, x / x, 0 + x,
        maximum(x, x), 1 / (x + 0), 1 / (x * 1), 1 / (0 - x), x * 1 == x, x == x,
      ]
    }
    let x = Tensor([0.0, -0.0, 1.5, -2.5, .infinity, -.infinity, .nan, 1e-38, -3e38] as [Float])
    let f = Function("f") { (x: Tensor) in program(x) }
    expectSame(try f(x), program(x))
    let one = Function("one") { (x: Tensor) in program(x) }
    for index in 0..<x.count { expectSame(try one(x[index]), program(x[index])) }
  }
}
