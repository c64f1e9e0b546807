import TestSupport
import Testing

@testable import Tapestry

struct MatrixProductTests {
  private static let operations: [String: TestedOperation] = [
    "matmul": .init { matmul($0, $1) },
    "matmul transposeA": .init { matmul($0, $1, transposeA: true) },
    "matmul transposeB": .init { matmul($0, $1, transposeB: true) },
    "matmul transposeA transposeB": .init { matmul($0, $1, transposeA: true, transposeB: true) },
  ]

  @Test(arguments: OperationRecording.cases(of: "MatrixProduct"))
  func `matrix products equal NumPy's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `matmul of [2, 3] and [3, 4] has shape [2, 4]`() {
    #expect(matmul(Tensor.ones([2, 3]), Tensor.ones([3, 4])).shape == [2, 4])
    #expect(matmul(Tensor.ones([8, 2, 3]), Tensor.ones([3, 4])).shape == [8, 2, 4])
  }

  @Test(arguments: [DType.float32, .float64])
  func `large products equal those of integers`(dtype: DType) {
    let (a, b) = (Tensor.range(300 * 200) % 7 - 3, Tensor.range(200 * 150) % 5 - 2)
    let (rows, columns) = (reshape(a, [300, 200]), reshape(b, [200, 150]))
    let expected = cast(matmul(rows, columns), to: dtype)
    let (x, y) = (cast(rows, to: dtype), cast(columns, to: dtype))
    expectEqual(matmul(x, y), expected)
    expectEqual(matmul(transpose(x).contiguous(), y, transposeA: true), expected)
    expectEqual(matmul(x, transpose(y).contiguous(), transposeB: true), expected)
    expectEqual(transpose(matmul(transpose(y), transpose(x))), expected)
  }

  @Test func `inner dimensions that differ stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matmul(Tensor.ones([2, 3]), Tensor.ones([2, 4]))
      },
      "matmul: shapes (2, 3) and (2, 4): rows of 3 times columns of 2",
      "cure: make the inner dimensions equal")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matmul(Tensor.ones([2, 3]), Tensor.ones([3, 4]), transposeA: true)
      },
      "matmul: shapes (2, 3) and (3, 4), a transposed: rows of 2 times columns of 3",
      "transposeA: or transposeB: true turns a matrix")
  }

  @Test func `a vector stops with a matrix of one column as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matmul(Tensor.ones([2, 3]), Tensor.ones([3]))
      },
      "matmul: needs matrices, got shapes (2, 3) and (3,)",
      "cure: make a vector a matrix of one column: expandDims(v, axis: 1)")
  }

  @Test func `batches that do not broadcast stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matmul(Tensor.ones([2, 1, 1]), Tensor.ones([3, 1, 1]))
      },
      "matmul: shapes (2,) and (3,) do not broadcast", "cure: make the marked")
  }
}
