import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let matmulGradient = Exercise(
    "2.4", "MatmulGradient", "What a matrix product does to it", section: "3", points: 10,
    difficulty: 2,
    signature: """
      func matmulGradient(_ a: Tensor, _ b: Tensor, dy: Tensor) throws -> (a: Tensor, b: Tensor)
      """,
    without: ["GradientTape"],
    statement: """
      The rule of `matmul(a, b)`: from the gradient `dy` of the product, those of `a` and of `b`.
      `a` has the shape (m, k), `b` (k, n) and `dy` (m, n).
      """,
    hints: [
      "Element (i, j) of the product is Σₗ aᵢₗ bₗⱼ. In which elements of the product does aᵢₗ occur, "
        + "and with which factor?",
      "The gradient of a has the shape (m, k): which product of dy and b has it?",
      "dy · bᵀ for a, and aᵀ · dy for b; `matmul` has the options `transposeA` and `transposeB`.",
    ],
    tolerance: .within(1e-5, because: "sums of a few float32 products"),
    mistakes: [
      Mistake(
        "NoTransposes",
        "Right for symmetric matrices only: the other factor has to be transposed."),
      Mistake(
        "WrongOrder",
        "The products are in the wrong order: their inner sizes meet if all are equal only."),
      Mistake("BothFromA", "The gradient of a needs b: what a was multiplied by."),
    ],
    checks: [
      Check("square matrices", share: 1) { random in
        [(1, 1, 1), (2, 2, 2), (3, 3, 3)].map { factors(&random, $0, $1, $2) }
      },
      Check("all sizes differ", share: 2, isMandatory: true) { random in
        [(2, 3, 4), (4, 2, 3), (1, 2, 3), (3, 1, 2), (2, 3, 1)].map { factors(&random, $0, $1, $2) }
          + [factors(&random, 3, 4, 2, .float64)]
      },
    ],
    reference: { (a: Tensor, b: Tensor, dy: Tensor) -> (Tensor, Tensor) in
      let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
      let (x, y, outer) = (a.doubles, b.doubles, dy.doubles)
      var sums = (
        a: [Double](repeating: 0, count: m * k), b: [Double](repeating: 0, count: k * n)
      )
      for row in 0..<m {
        for column in 0..<n {
          for inner in 0..<k {
            sums.a[row * k + inner] += outer[row * n + column] * y[inner * n + column]
            sums.b[inner * n + column] += outer[row * n + column] * x[row * k + inner]
          }
        }
      }
      return (.of(sums.a, [m, k], a.dtype), .of(sums.b, [k, n], b.dtype))
    })
}

private func factors(
  _ random: inout CaseRandom, _ m: Int, _ k: Int, _ n: Int, _ dtype: DType = .float32
) -> Case {
  Case(
    random.tensor([m, k], dtype: dtype), random.tensor([k, n], dtype: dtype),
    random.tensor([m, n], dtype: dtype))
}
