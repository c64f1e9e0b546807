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

  @Test(arguments: [
    (1, 4, 4), (3, 9, 5), (4, 4, 1), (5, 7, 3), (8, 8, 8), (16, 16, 16), (13, 20, 9), (17, 15, 33),
    (33, 31, 64), (64, 64, 64), (65, 64, 64), (64, 66, 7),
  ])
  func `batches of small products in float64 equal those of integers`(m: Int, n: Int, k: Int) {
    let a = reshape(Tensor.range(3 * m * k) * 31 % 17 - 8, [3, m, k])
    let b = reshape(Tensor.range(3 * k * n) * 37 % 19 - 9, [3, k, n])
    let expected = cast(matmul(a, b), to: .float64)
    let (x, y) = (cast(a, to: .float64), cast(b, to: .float64))
    let (xColumns, yColumns) = (
      transpose(x, [0, 2, 1]).contiguous(), transpose(y, [0, 2, 1]).contiguous()
    )
    expectEqual(matmul(x, y), expected)
    expectEqual(matmul(x, yColumns, transposeB: true), expected)
    expectEqual(matmul(x, transpose(yColumns, [0, 2, 1])), expected)
    expectEqual(matmul(xColumns, y, transposeA: true), expected)
    expectEqual(matmul(xColumns, yColumns, transposeA: true, transposeB: true), expected)
    // Rows that are further apart than they are long.
    let wide = concat([yColumns, yColumns], axis: 2)
    expectEqual(matmul(x, wide[.ellipsis, ..<k], transposeB: true), expected)
  }

  @Test(arguments: [DType.float32, .float64])
  func `the product of two long vectors is the sum of the products, to the last digit`(
    dtype: DType
  ) throws {
    for count in [65_537, 200_000] {
      let x = cast(Tensor.normal([count], seed: 1), to: dtype)
      let y = cast(Tensor.normal([count], seed: 2), to: dtype)
      let sum = reshape((x * y).sum(), [1, 1])
      let (row, column) = (reshape(x, [1, count]), reshape(y, [count, 1]))
      expectEqual(matmul(row, column), sum)
      expectEqual(matmul(reshape(x, [count, 1]), column, transposeA: true), sum)
      expectEqual(matmul(row, reshape(y, [1, count]), transposeB: true), sum)
      expectEqual(matmul(row, transpose(reshape(y, [1, count]))), sum)
      expectEqual(einsum("i,i->", x, y), sum[0, 0])
      let product = Function("product") { (x: Tensor, y: Tensor) in matmul(x, y) }
      expectEqual(try product(row, column), sum)
    }
    // A single running sum of floats gives 16 777 216.
    let ones = Tensor.ones([1, 17_000_000])
    expectEqual(matmul(ones, transpose(ones)), Tensor([[17_000_000.0]]))
  }

  @Test(arguments: [false, true])
  func `a batch times one matrix, and the gradients, are those of single products`(
    transposeB: Bool
  ) throws {
    let a = cast(reshape(Tensor.range(3 * 40 * 70) % 7 - 3, [3, 40, 70]), to: .float32)
    let b = cast(
      reshape(Tensor.range(70 * 50) % 5 - 2, transposeB ? [50, 70] : [70, 50]), to: .float32)
    let dy = cast(reshape(Tensor.range(3 * 40 * 50) % 3 - 1, [3, 40, 50]), to: .float32)
    func results(_ multiply: (Tensor, Tensor) -> Tensor) throws -> [Tensor] {
      let tape = GradientTape()
      tape.watch(a, b)
      let c = tape.record { multiply(a, b) }
      return [c] + (try tape.gradient(c, [a, b], weights: dy))
    }
    let whole = try results { matmul($0, $1, transposeB: transposeB) }
    let single = try results { a, b in
      stack((0..<3).map { matmul(a[$0], b, transposeB: transposeB) })
    }
    for (got, expected) in zip(whole, single) { expectEqual(got, expected) }
  }

  @Test func `many small products on all cores are those of one core`() {
    let (a, b) = (
      cast(reshape(Tensor.range(40 * 64 * 64) % 7 - 3, [40, 64, 64]), to: .float32),
      cast(reshape(Tensor.range(40 * 64 * 64) % 5 - 2, [40, 64, 64]), to: .float32)
    )
    expectEqual(matmul(a, b), stack((0..<40).map { matmul(a[$0], b[$0]) }))
  }

  /// Batches whose matrices are equally far apart as a whole, in each row, or not at all.
  @Test(arguments: [
    ([3, 5, 8, 8], [3, 5, 8, 8]), ([3, 5, 8, 8], [5, 8, 8]), ([3, 1, 8, 8], [1, 5, 8, 8]),
    ([3, 5, 8, 8], [3, 1, 8, 8]), ([2, 3, 2, 20, 9], [3, 1, 9, 40]),
    ([200, 7, 10, 12], [200, 1, 12, 6]), ([3, 0, 8, 8], [8, 8]),
  ])
  func `broadcast batches are those of single products`(a: [Int], b: [Int]) {
    func numbers(_ shape: [Int], _ modulus: Int) -> Tensor {
      let count = shape.reduce(1, *)
      return cast(reshape(Tensor.range(count) % modulus - 3, Shape(shape)), to: .float32)
    }
    let (x, y) = (numbers(a, 7), numbers(b, 11))
    let product = matmul(x, y)
    let batch = Shape(Array(product.shape.dimensions.dropLast(2)))
    let rows = broadcast(x, to: Shape(batch.dimensions + a.suffix(2))).contiguous()
    let columns = broadcast(y, to: Shape(batch.dimensions + b.suffix(2))).contiguous()
    let sums = (expandDims(rows, axis: -1) * expandDims(columns, axis: -3)).sum(axis: -2)
    expectEqual(product, sums)
    expectEqual(matmul(matrixTranspose(rows), columns, transposeA: true), sums)
    expectEqual(matmul(rows, matrixTranspose(columns), transposeB: true), sums)
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
