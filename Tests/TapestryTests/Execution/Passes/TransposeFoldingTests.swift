import Testing

@testable import Tapestry

struct TransposeFoldingTests {
  private func folded(
    _ spec: TensorSpec, _ body: @escaping @Sendable (Tensor) -> [Tensor]
  ) throws -> [MatrixProduct] {
    let result = try graph(spec) { body($0) }.optimized([.transposeFolding, .deadCode])
    #expect(result.fault() == nil)
    #expect(!result.operations.contains("transpose"))
    return result.nodes.compactMap { $0.primitive as? MatrixProduct }
  }

  @Test func `a product reads a transposed matrix as it is stored`() throws {
    let spec = TensorSpec(shape: [2, 3])
    #expect(
      try folded(spec) {
        [
          matmul($0, transpose($0)), matmul(transpose($0), $0),
          matmul(transpose($0), transpose($0), transposeA: true),
        ]
      } == [
        MatrixProduct(transposeA: false, transposeB: true),
        MatrixProduct(transposeA: true, transposeB: false),
        MatrixProduct(transposeA: false, transposeB: true),
      ])
  }

  @Test func `in a batch only the last two dimensions may be swapped`() throws {
    let spec = TensorSpec(shape: [3, 3, 3])
    #expect(
      try folded(spec) { [matmul($0, transpose($0, [0, 2, 1]))] }
        == [MatrixProduct(transposeA: false, transposeB: true)])
    let other = try graph(spec) { [matmul(transpose($0, [1, 2, 0]), $0, transposeA: true)] }
      .optimized([.transposeFolding, .deadCode])
    #expect(other.operations.contains("transpose"))
  }
}
