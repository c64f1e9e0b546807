import Tapestry

// Single operations on large tensors, each of a different kind: sorting, scans, copies, products,
// small matrices.

let operationWorkloads: [Workload] = [
  operation("softmax", "softmax of (1024, 10000)", [1024, 10_000]) { softmax($0) },
  operation("sort_1e6", "1 million numbers in order", [1_000_000]) { sort($0) },
  operation("topk_1e6", "the 10 largest of 1 million numbers", [1_000_000]) { topK($0, 10).values },
  operation("cumsum_1e7", "sums of 10 million numbers so far", [10_000_000]) { cumsum($0) },
  operation("mean_var_1e7", "the variance of 10 million numbers", [10_000_000]) { $0.variance() },
  operation("argmax_1e7", "the index of the largest of 10 million", [10_000_000]) { $0.argmax() },
  operation("exp_1e7", "exp of 10 million numbers", [10_000_000]) { exp($0) },
  operation("exp_f64_1e6", "exp of 1 million numbers in float64", [1_000_000], .float64) {
    exp($0)
  },
  operation("add_1e7", "a sum of two tensors of 10 million", [10_000_000]) { $0 + $0 },
  operation("transpose_4096", "a (4096, 4096) matrix transposed", [4096, 4096]) { transpose($0) },
  operation("sumaxis0_4096", "the sums of its columns", [4096, 4096]) { $0.sum(axis: 0) },
  operation("sumaxis1_4096", "the sums of its rows", [4096, 4096]) { $0.sum(axis: 1) },
  operation("bmm_64x128", "64 products of (128, 128) matrices", [64, 128, 128]) { matmul($0, $0) },
  operation("einsum_bij", "the same by einsum", [64, 128, 128]) { einsum("bij,bjk->bik", $0, $0) },
  operation("matmul_f64_1024", "a product of (1024, 1024) in float64", [1024, 1024], .float64) {
    matmul($0, $0)
  },
  operation("solve_1e4x8", "10 000 systems of 8 equations", [10_000, 8, 8]) {
    solve($0, $0[.ellipsis, ..<1])
  },
  operation("inverse_1e4x8", "10 000 inverses of (8, 8) matrices", [10_000, 8, 8]) { inverse($0) },
  operation("det_1e4x8", "10 000 determinants of them", [10_000, 8, 8]) { determinant($0) },
  operation("svd_1e3x8", "the singular values and vectors of 1000", [1000, 8, 8]) { svd($0).s },
  operation("eigh_1e3x8", "the eigenvalues and vectors of 1000", [1000, 8, 8]) { eigh($0).values },
  Workload(id: "cholesky_1e4x8", summary: "10 000 factors of (8, 8) matrices", repeats: 10) {
    let x = Tensor.normal([10_000, 8, 8])
    let a = matmul(x, x, transposeB: true) + Tensor.eye(8)
    return { _ = cholesky(a) }
  },
  Workload(id: "gather_1e5x64", summary: "100 000 rows of 64 by index", repeats: 10) {
    let table = Tensor.normal([100_000, 64])
    let rows = cast(Tensor.uniform([100_000], in: 0..<100_000), to: .int32)
    return { _ = gather(table, rows) }
  },
]

/// An operation on standard normal numbers.
private func operation(
  _ id: String, _ summary: String, _ shape: Shape, _ dtype: DType = .float32,
  _ body: @escaping @Sendable (Tensor) -> Tensor
) -> Workload {
  Workload(id: id, summary: summary, repeats: 10) {
    let x = cast(Tensor.normal(shape), to: dtype)
    return { _ = body(x) }
  }
}
