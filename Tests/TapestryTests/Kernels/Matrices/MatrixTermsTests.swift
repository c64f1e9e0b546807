import CKernels
import Testing

/// Sums of several products of matrices against loops over all of their elements, for integers,
/// whose sums are exact in any order.
struct MatrixTermsTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    var m = 28
    var n = 32
    var terms = 3
    var k = 20
    var isTransposed = false
    /// Elements from one A to the next; they may overlap.
    var apart = 17
  }

  static let cases = [
    Case(testDescription: "two strips of columns", n: 64),
    Case(testDescription: "columns left over", n: 37),
    Case(testDescription: "fewer columns than a vector", n: 3),
    Case(testDescription: "one row", m: 1),
    Case(testDescription: "transposed", m: 27, terms: 9, isTransposed: true),
    Case(testDescription: "transposed, columns left over", n: 18, isTransposed: true),
    Case(testDescription: "more terms than a block", m: 5, n: 17, terms: 7, k: 300),
    Case(testDescription: "terms longer than a block", m: 4, terms: 2, k: 1100),
    Case(testDescription: "more columns than are read in offset", m: 15, n: 300),
    Case(testDescription: "one term", terms: 1),
  ]

  @Test(arguments: cases, [false, true])
  func `the sum of products is that of three loops`(_ example: Case, adding: Bool) {
    let (m, n, terms, k) = (example.m, example.n, example.terms, example.k)
    let step = (example.isTransposed ? m : k) + 2
    let size = (terms - 1) * example.apart + step * max(m, k)
    let a = (0..<size).map { Float($0 % 7 - 3) }
    let b = (0..<terms * k * n).map { Float($0 % 5 - 2) }
    let apart = n + 3  // The rows of C.
    var c = (0..<m * apart).map { Float($0 % 11) }
    var expected = c
    for row in 0..<m where !adding {
      for column in 0..<n { expected[row * apart + column] = 0 }
    }
    for term in 0..<terms {
      for row in 0..<m {
        for inner in 0..<k {
          let offset = example.isTransposed ? inner * step + row : row * step + inner
          let factor = a[term * example.apart + offset]
          for column in 0..<n {
            expected[row * apart + column] += factor * b[(term * k + inner) * n + column]
          }
        }
      }
    }
    kernel_matmul_terms_f32(
      m, n, terms, k, a, step, example.isTransposed ? 1 : 0, example.apart, b, &c, apart,
      adding ? 1 : 0)
    #expect(c == expected)
  }
}
