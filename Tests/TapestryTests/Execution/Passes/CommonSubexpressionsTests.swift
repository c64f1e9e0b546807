import Testing

@testable import Tapestry

struct CommonSubexpressionsTests {
  private func merged(_ body: @escaping @Sendable (Tensor) -> [Tensor]) throws -> [String] {
    let result = try graph { body($0) }.optimized([.commonSubexpressions])
    #expect(result.fault() == nil)
    return result.optimized([.deadCode]).operations
  }

  @Test func `equal calls of the same values are computed once`() throws {
    #expect(try merged { [exp($0) + exp($0)] } == ["exp", "+"])
    #expect(try merged { [exp(square($0)) + exp(square($0))] } == ["square", "exp", "+"])
  }

  @Test func `equal numbers are the same constant`() throws {
    #expect(try merged { [exp($0 * 2) + exp($0 * 2)] } == ["*", "exp", "+"])
    #expect(try merged { [1 / ($0 * 0.0) + 1 / ($0 * -0.0)] }.filter { $0 == "/" }.count == 2)
    #expect(
      try merged { [cast($0, to: .int32) * 2, cast(cast($0, to: .int32) * 2, to: .float32) * 2] }
        == ["cast", "*", "cast", "*"])
  }

  @Test func `calls that differ in a parameter or in the order of operands stay apart`() throws {
    #expect(try merged { [$0.sum(axis: 0), $0.sum(), $0.sum(keepDims: true)] }.count == 3)
    #expect(try merged { [$0 - $0.sum(), $0.sum() - $0] } == ["sum", "-", "-"])
    #expect(try merged { [cast($0, to: .int32), cast($0, to: .float64)] }.count == 2)
  }

  @Test func `random numbers are not the same twice`() throws {
    #expect(
      try merged {
        _ = $0
        return [Tensor.uniform([2], seed: 1), Tensor.uniform([2], seed: 1)]
      }.count == 2)
  }

  @Test func `reads of a variable are the same until it is assigned`() throws {
    let (v, w) = (Variable(1.0), Variable(1.0))
    #expect(try merged { [$0 * v, $0 - v] } == ["readVariable", "*", "-"])
    let operations = try merged { x in
      let a = x * v
      w.assign(5)
      let b = x - v
      v.assign(7)
      return [a, b, x + v, w.tensor]
    }
    #expect(operations.filter { $0 == "readVariable" }.count == 3)
    #expect(operations.filter { $0 == "assign" }.count == 2)
  }
}
