import TestSupport
import Testing

@testable import Tapestry

/// Many small matrices at once against LAPACK, which computes a matrix that is alone.
struct SmallMatricesTests {
  private static let operations: [(String, @Sendable (Tensor) -> Tensor)] = [
    ("solve", { solve($0, $0[.ellipsis, ..<1] + 1) }),
    ("solve transposed", { solve($0, $0 + 1, transposed: true) }),
    (
      "the same right-hand sides for all",
      { solve($0, cast(waves([$0.shape[-1], 3]), to: $0.dtype)) }
    ),
    ("lower triangle", { triangularSolve($0 + ownSize($0), $0 + 1) }),
    (
      "upper triangle, transposed",
      { triangularSolve($0 + ownSize($0), $0, lower: false, transposed: true) }
    ),
    ("inverse", { inverse($0) }),
    ("determinant", { determinant($0 / cast(Tensor($0.shape[-1]), to: $0.dtype)) }),
    ("sign", { logDeterminant($0).sign }),
    ("value", { logDeterminant($0).value }),
    ("cholesky", { cholesky(matmul($0, $0, transposeB: true)) }),
    ("eigenvalues", { eigh($0).values }),
    ("singular values", { svd($0[.ellipsis, 1...]).s }),
  ]

  /// Matrices whose largest elements are in other rows in each, so that no two lanes of a group
  /// choose the same pivots.
  private static func matrices(_ count: Int, _ n: Int, _ dtype: DType) -> Tensor {
    let shifted = stack((0..<count).map { roll(Tensor.eye(n, dtype: .float64), $0 * $0) })
    return cast(waves([count, n, n]) + 1.5 * Double(n) * shifted, to: dtype)
  }

  @Test(arguments: operations.map(\.0), [2, 3, 5, 8, 16, 17, 32])
  func `a group gives what LAPACK gives for each matrix`(name: String, n: Int) {
    let run = Self.operations.first { $0.0 == name }!.1
    for (dtype, tolerance) in [(DType.float32, 4e-6), (.float64, 8e-15)] {
      // A whole group and a part of one, of both types.
      let x = Self.matrices(19, n, dtype)
      let alone = stack((0..<19).map { run(x[$0]) })
      let difference = cast(abs(run(x) - alone).max() / abs(alone).max(), to: .float64)
      #expect(difference.scalar(as: Double.self) < tolerance, "\(dtype)")
    }
  }

  @Test(arguments: [[1, 1], [3, 3], [16, 16], [5, 2], [2, 5], [32, 16]])
  func `the factors of a group have the matrices as their product`(sizes: [Int]) {
    for (dtype, tolerance) in [(DType.float32, 2e-6), (.float64, 4e-15)] {
      let x = cast(waves([19, sizes[0], sizes[1]]), to: dtype)
      let (s, u, v) = svd(x)
      let product = matmul(u * expandDims(s, axis: -2), v, transposeB: true)
      expectNear(product, x, tolerance * Double(sizes.max()!))
      expectNear(matmul(u, u, transposeA: true), eye(u), tolerance * Double(sizes.max()!))
      expectNear(matmul(v, v, transposeA: true), eye(v), tolerance * Double(sizes.max()!))
      #expect((s[.ellipsis, 1...] <= s[.ellipsis, ..<(-1)]).all().scalar(as: Bool.self))
      guard sizes[0] == sizes[1] else { continue }
      let symmetric = x + matrixTranspose(x)
      let (values, vectors) = eigh(symmetric)
      expectNear(
        matmul(symmetric, vectors), vectors * expandDims(values, axis: -2),
        2 * tolerance * Double(sizes[0]))
      expectNear(
        matmul(vectors, vectors, transposeA: true), eye(vectors), tolerance * Double(sizes[0]))
      #expect((values[.ellipsis, 1...] >= values[.ellipsis, ..<(-1)]).all().scalar(as: Bool.self))
    }
  }

  // LAPACK would compute a refused group just as well, only slower.
  @Test(arguments: [1, 2, 3, 8, 16])
  func `no group of ordinary matrices is refused`(n: Int) {
    let x = Self.matrices(19, n, .float32)
    let solution = LinearSolve(transposed: false)
      .smallSolutions(x, x, x.spec, transposed: false, Float.self)
    #expect(solution != nil)
    let square = matmul(x, x, transposeB: true)
    func isServed(_ scratch: Int, _ size: Int, _ kernel: SmallFactorization<Float>) -> Bool {
      Cholesky().small(square, resultSize: size, scratch: scratch, kernel) != nil
    }
    #expect(isServed(n + 1, n, Float.smallPivots))
    #expect(isServed(n, n * n, Float.smallCholesky))
    #expect(isServed(2 * n + 1, (1 + n) * n, Float.smallEigenvalues))
    let factors = Tensor(uninitialized: [19, 1 + 2 * n, n], dtype: .float32)
    let hasFactors = withElements(of: x, as: Float.self, factors, as: Float.self) { a, y in
      SmallMatrices.serve(count: 19, scratch: n * (2 * n + 1), work: 1) { first, count, memory in
        Float.smallSingular(
          a + first * n * n, y + first * (1 + 2 * n) * n, n, n, count, memory)
      }
    }
    #expect(hasFactors)
  }

  @Test func `values that are not determined are left to LAPACK`() {
    // Of rank 1, and with an infinite element.
    let ones = Tensor.ones([6, 3, 3])
    expectNear(svd(ones).s[.all, 0], Tensor.ones([6]) * 3, 1e-6)
    let eye = Tensor.eye(3)
    let x = stack([eye, eye, eye / 0, eye])
    #expect(isNaN(eigh(x).values[2]).all().scalar(as: Bool.self))
    expectTensor(eigh(x).values[3], [3], [1, 1, 1])
    expectTensor(svd(x).s[0], [3], [1, 1, 1])
  }

  @Test func `views are read as they stand`() {
    let x = Self.matrices(9, 4, .float64)
    expectEqual(inverse(matrixTranspose(x)), matrixTranspose(inverse(x)), ulps: 64)
    expectEqual(determinant(x[2..<8]), determinant(x)[2..<8])
  }

  @Test func `what is wrong with a matrix is said of that matrix`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let eye = Tensor.eye(3)
        _ = inverse(stack([eye, eye, eye, Tensor.ones([3, 3]), eye, eye]))
      },
      "inverse: matrix 3 of the batch is singular: its pivot at index 1 is 0",
      "cure: use pseudoInverse")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let eye = Tensor.eye(2)
        let indefinite = Tensor([[1.0, 2.0], [2.0, 1.0]])
        _ = cholesky(stack([eye, eye, eye, eye, indefinite]))
      },
      "cholesky: matrix 4 of the batch is not positive definite: its first 2 rows and columns",
      "cure: check that it is symmetric")
  }

  @Test func `determinants of 0 and pivots without a reciprocal are left to LAPACK`() {
    let eye = Tensor.eye(2)
    let a = stack([eye, Tensor.ones([2, 2]), -eye, 5e-39 * eye, eye])
    expectTensor(determinant(a), [5], [1, 0, 1, 0, 1])
    expectTensor(logDeterminant(a).sign, [5], [1, 0, 1, 1, 1])
  }

  @Test func `a NaN spoils its own matrix only`() {
    let eye = Tensor.eye(3)
    let x = inverse(stack([eye, eye, eye * Tensor(Float.nan), eye, 2 * eye]))
    #expect(isNaN(x[2]).any().scalar(as: Bool.self))
    expectEqual(x[1], eye)
    expectEqual(x[4], eye / 2)
  }
}

/// A diagonal that is larger than what is beside it.
private func ownSize(_ x: Tensor) -> Tensor {
  eye(x) * cast(Tensor(4 * x.shape[-1]), to: x.dtype)
}

/// The identity with as many rows as the matrices have columns.
private func eye(_ x: Tensor) -> Tensor { Tensor.eye(x.shape[-1], dtype: x.dtype) }

/// Expects no difference beyond the tolerance.
private func expectNear(
  _ x: Tensor, _ y: Tensor, _ tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = cast(abs(x - y).max(), to: .float64).scalar(as: Double.self)
  #expect(difference < tolerance, "\(x.dtype)", sourceLocation: sourceLocation)
}
