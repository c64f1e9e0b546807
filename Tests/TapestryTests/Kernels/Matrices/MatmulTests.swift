import CKernels
import Testing

/// The product of matrices in C against three loops.
struct MatmulTests {
  static let shapes: [[Int]] = [
    [1, 1, 1], [32, 1, 5], [5, 1, 32], [32, 5, 1], [404, 4, 13], [13, 4, 404], [404, 13, 4],
    [404, 1, 4], [404, 2, 13], [404, 3, 600], [404, 4, 1],
    [1, 100, 100], [100, 1, 100], [1, 300, 90], [300, 1, 90], [7, 15, 33], [14, 32, 64],
    [15, 33, 65], [29, 47, 513],
    [64, 64, 64], [128, 10, 512], [113, 100, 17], [230, 129, 20], [3, 1100, 7], [60, 700, 800],
  ]

  /// The product by three loops, in double precision.
  static func expected(
    _ m: Int, _ n: Int, _ k: Int, _ a: (Int, Int) -> Float, _ b: (Int, Int) -> Float
  )
    -> [Double]
  {
    var c = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for p in 0..<k {
        let factor = Double(a(i, p))
        for j in 0..<n { c[i * n + j] += factor * Double(b(p, j)) }
      }
    }
    return c
  }

  @Test(arguments: shapes, [(0, 0), (1, 0), (0, 1), (1, 1)])
  func `matmul is that of three loops, for any number of parts`(
    shape: [Int], transposed: (Int, Int)
  ) {
    let (m, n, k) = (shape[0], shape[1], shape[2])
    let gap = 3  // Rows stored further apart than they are long.
    let lda = (transposed.0 == 1 ? m : k) + gap, ldb = (transposed.1 == 1 ? k : n) + gap
    let a = numbers(lda * max(m, k)).map { Float($0) }
    let b = numbers(ldb * max(n, k), seed: 2).map { Float($0) }
    let expected = Self.expected(
      m, n, k, { transposed.0 == 1 ? a[$1 * lda + $0] : a[$0 * lda + $1] },
      { transposed.1 == 1 ? b[$1 * ldb + $0] : b[$0 * ldb + $1] })
    let ldc = n + gap
    var whole: [Float] = []
    for parts in [1, 2, 5] {
      var c = [Float](repeating: 77, count: m * ldc)
      for part in (0..<parts).reversed() {
        kernel_matmul_f32(
          m, n, k, a, lda, Int32(transposed.0), b, ldb, Int32(transposed.1), &c, ldc, part, parts)
      }
      var worst = 0.0
      for i in 0..<m {
        for j in 0..<n { worst = max(worst, abs(Double(c[i * ldc + j]) - expected[i * n + j])) }
        for j in n..<ldc { worst = max(worst, c[i * ldc + j] == 77 ? 0 : .infinity) }
      }
      #expect(worst <= 1e-6 * 16 * Double(k), "\(parts) parts")
      if parts == 1 { whole = c }
      #expect(c == whole)
    }
  }

  @Test(arguments: shapes, [false, true])
  func `the product with a packed B is the product, for any number of parts`(
    shape: [Int], isTransposed: Bool
  ) {
    let (m, n, k) = (shape[0], shape[1], shape[2])
    let ldb = (isTransposed ? k : n) + 3, flag: Int32 = isTransposed ? 1 : 0
    let (lda, ldc) = (k + 2, n + 1)
    let a = numbers(m * lda).map { Float($0.rounded()) }
    let b = numbers(ldb * max(n, k), seed: 2).map { Float($0.rounded()) }
    var expected = [Float](repeating: 77, count: m * ldc)
    kernel_matmul_f32(m, n, k, a, lda, 0, b, ldb, flag, &expected, ldc, 0, 1)
    var packed = [Float](repeating: .nan, count: kernel_packed_size_f32(n, k))
    kernel_pack_f32(n, k, b, ldb, flag, &packed)
    for parts in [1, 2, 5] {
      var c = [Float](repeating: 77, count: m * ldc)
      for part in 0..<parts {
        kernel_matmul_packed_f32(m, n, k, a, lda, packed, &c, ldc, part, parts)
      }
      #expect(c == expected, "\(parts) parts")
    }
  }

  @Test func `columns packed 64 at a time are all columns packed`() {
    let (n, k) = (150, 33)
    let b = numbers(n * k).map { Float($0) }
    var whole = [Float](repeating: 0, count: kernel_packed_size_f32(n, k)), pieces = whole
    kernel_pack_f32(n, k, b, n, 0, &whole)
    pieces.withUnsafeMutableBufferPointer { pieces in
      b.withUnsafeBufferPointer { b in
        for first in stride(from: 0, to: n, by: 64) {
          kernel_pack_f32(
            min(64, n - first), k, b.baseAddress! + first, n, 0, pieces.baseAddress! + first * k)
        }
      }
    }
    let a = numbers(k).map { Float($0) }
    var (c, d) = ([Float](repeating: 0, count: n), [Float](repeating: 1, count: n))
    kernel_matmul_packed_f32(1, n, k, a, k, whole, &c, n, 0, 1)
    kernel_matmul_packed_f32(1, n, k, a, k, pieces, &d, n, 0, 1)
    #expect(c == d)
  }

  @Test(arguments: [
    [4, 4, 4], [4, 5, 9], [6, 17, 10], [5, 16, 12], [8, 8, 8], [3, 8, 8], [8, 3, 8],
  ])
  func `a small product is that of three loops to the last bit`(shape: [Int]) {
    let (m, n, k) = (shape[0], shape[1], shape[2])
    let a = numbers(m * k).map { Float($0) }, b = numbers(k * n, seed: 2).map { Float($0) }
    let transposed = (0..<n).flatMap { j in (0..<k).map { b[$0 * n + j] } }
    var expected = [Float](repeating: 0, count: m * n)
    for i in 0..<m {
      for p in 0..<k {
        for j in 0..<n { expected[i * n + j] += a[i * k + p] * b[p * n + j] }
      }
    }
    var (c, d) = (expected.map { _ in Float(7) }, expected.map { _ in Float(7) })
    kernel_matmul_f32(m, n, k, a, k, 0, b, n, 0, &c, n, 0, 1)
    kernel_matmul_f32(m, n, k, a, k, 0, transposed, k, 1, &d, n, 0, 1)
    #expect(c == expected && d == expected)
  }

  @Test(arguments: [(3, 4), (100, 200)])
  func `k = 0 gives zeros`(m: Int, n: Int) {
    var c = [Float](repeating: 7, count: m * n)
    kernel_matmul_f32(m, n, 0, [0], 0, 0, [0], n, 0, &c, n, 0, 1)
    #expect(c == [Float](repeating: 0, count: m * n))
  }

  @Test(arguments: [8, 100])
  func `NaN spreads even where the other factor is 0`(size: Int) {
    let zeros = [Float](repeating: 0, count: size * size)
    var factor = zeros, c = zeros
    factor[2 * size + 1] = .nan
    kernel_matmul_f32(size, size, size, factor, size, 0, zeros, size, 0, &c, size, 0, 1)
    #expect(c.indices.allSatisfy { c[$0].isNaN == ($0 / size == 2) })
    kernel_matmul_f32(size, size, size, zeros, size, 0, factor, size, 0, &c, size, 0, 1)
    #expect(c.indices.allSatisfy { c[$0].isNaN == ($0 % size == 1) })
  }

  @Test func `a small product is one part, a large one uses all threads`() {
    #expect(kernel_matmul_f32_parts(32, 1, 5, 8) == 1)
    #expect(kernel_matmul_f32_parts(1024, 1024, 1024, 8) == 8)
  }

  @Test func `a product with a vector is worth more threads than one of as many multiplications`() {
    for (m, n) in [(1, 512), (512, 1)] {
      #expect(kernel_matmul_f32_parts(m, n, 512, 8) == 2)
      #expect(kernel_matmul_f32_parts(m, n, 64, 8) == 1)
    }
    #expect(kernel_matmul_f32_parts(16, 32, 512, 8) == 1)
  }
}
