import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let largestRate = Exercise(
    "5.2", "LargestRate", "How long may a step be?", section: "1", points: 10, difficulty: 3,
    signature: "func largestRate(for x: Tensor) throws -> Double",
    statement: """
      The learning rate up to which gradient descent on the mean squared error of `matmul(x, w)` does not
      diverge, for x of shape (examples, inputs): 2 divided by the largest curvature, which is the
      largest eigenvalue of 2/n · xᵀx. Within 0.5 percent, without the text's bound.
      """,
    hints: [
      """
      Multiply any vector by a matrix again and again: it turns towards the largest \
      eigenvalue's.
      """,
      "Divide the vector by its norm after each product, or its numbers become infinite.",
      """
      With c = `matmul(x, x, transposeA: true) * (2 / n)`, repeat v = c · v / |c · v| a hundred times \
      from a random vector; the eigenvalue is |c · v|, and the rate 2 divided by it.
      """,
    ],
    tolerance: .within(5e-3, because: "a power iteration ends some time before it is exact"),
    mistakes: [
      Mistake(
        "OneOverCurvature",
        """
        It converges, and so does twice as much: descent diverges when a step lands further away \
        on the other side.
        """
      ),
      Mistake(
        "TraceForEigenvalue",
        """
        A safe bound, as in the text: the trace is the sum of all curvatures, and the largest is \
        smaller.
        """
      ),
      Mistake(
        "NeverNormalized",
        "nan: the vector grows by the eigenvalue in each product. Divide it by its norm."),
    ],
    checks: [
      Check("one input") { random in
        [Case(Tensor([[2.0]])), Case(random.tensor([4, 1], in: 5...9))]
      },
      Check("several inputs", share: 2, isMandatory: true) { random in
        [Case(Tensor([[1.0, 2], [3, 4], [5, 6]]))]
          + [[2, 3], [7, 4], [20, 5]].map { Case(stretched(&random, $0)) }
      },
    ],
    reference: { (x: Tensor) -> Double in
      let (n, inputs) = (x.shape[0], x.shape[1])
      let numbers = x.doubles
      var power = (0..<inputs).map { i in
        (0..<inputs).map { j in
          (0..<n).reduce(0) { $0 + numbers[$1 * inputs + i] * numbers[$1 * inputs + j] }
        }
      }
      // Squared thirty times: a power of 2³⁰, in whose columns only the largest eigenvector is
      // left.
      let gram = power
      for _ in 0..<30 {
        let size = power.joined().reduce(0) { max($0, abs($1)) }
        power = product(power, power).map { $0.map { $0 / (size * size) } }
      }
      let column = power.map { $0.reduce(0, +) }
      let next = gram.map { row in zip(row, column).reduce(0) { $0 + $1.0 * $1.1 } }
      func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      return Double(n) * norm(column) / norm(next)
    })
}

private func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
  a.map { row in b[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * b[$1][j] } } }
}

/// Columns of different size, so that one curvature is clearly the largest.
private func stretched(_ random: inout CaseRandom, _ shape: [Int]) -> Tensor {
  let numbers = (0..<shape[0] * shape[1]).map { random.number() * Double($0 % shape[1] + 1) * 3 }
  return Tensor.of(numbers, shape)
}
