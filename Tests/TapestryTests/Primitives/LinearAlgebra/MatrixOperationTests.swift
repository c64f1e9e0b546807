import TestSupport
import Testing

@testable import Tapestry

struct MatrixOperationTests {
  @Test(arguments: OperationRecording.cases(of: "MatrixOperation"))
  func `transposed matrices equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, ["matrixTranspose": .init { matrixTranspose($0) }])
  }

  /// Every operation on matrices, with inputs of given sizes.
  private static let operations: [(String, @Sendable (Tensor) -> Tensor)] = [
    ("solve", { solve($0, $0) }), ("triangularSolve", { triangularSolve($0, $0) }),
    ("inverse", { inverse($0) }), ("determinant", { determinant($0) }),
    ("logDeterminant", { logDeterminant($0).value }), ("cholesky", { cholesky($0) }),
    ("qr", { qr($0).r }), ("svd", { svd($0).s }), ("eigh", { eigh($0).values }),
    ("pseudoInverse", { pseudoInverse($0) }), ("lu", { lu($0).lu }),
    ("matrixExponential", { matrixExponential($0) }),
  ]

  @Test(arguments: operations.map(\.0))
  func `a batch of matrices gives what each gives alone, on all cores`(name: String) {
    let run = Self.operations.first { $0.0 == name }!.1
    let x =
      matmul(waves([40, 8, 8]), waves([40, 8, 8]), transposeB: true) + 2
      * Tensor.eye(
        8, dtype: .float64)
    let all = run(x)
    // A matrix that is alone is left to LAPACK, which rounds differently: small elements may differ
    // by the rounding of the large ones from which they were subtracted.
    for index in [0, 17, 39] {
      let alone = run(x[index])
      let difference = abs(all[index] - alone).max().scalar(as: Double.self)
      #expect(difference < 2e-14 * abs(alone).max().scalar(as: Double.self))
    }
  }

  @Test(arguments: operations.map(\.0))
  func `empty batches and empty matrices have results`(name: String) {
    let run = Self.operations.first { $0.0 == name }!.1
    #expect(run(Tensor.ones([0, 2, 2])).shape[0] == 0)
    #expect(run(Tensor.ones([3, 0, 0])).shape[0] == 3)
  }

  @Test func `vectors, integers and half precision stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = inverse(Tensor([1.0, 2.0]))
      },
      "inverse: needs matrices, got shape (2,)", "cure: make a vector a matrix of one column")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = svd(Tensor([[1, 2]]))
      },
      "svd: not defined for int32", "cure: cast first: cast(x, to: .float32)")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = qr(Tensor.ones([2, 2], dtype: .float16))
      },
      "qr: not defined for float16", "cure: cast first")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = determinant(Tensor.ones([2, 3]))
      },
      "determinant: needs square matrices, got shape (2, 3)", "leastSquares and pseudoInverse")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matrixTranspose(Tensor([1, 2]))
      },
      "matrixTranspose: needs matrices, got shape (2,)", "expandDims(v, axis: 1)")
  }
}
