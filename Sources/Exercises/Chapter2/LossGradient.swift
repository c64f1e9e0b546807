import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let lossGradient = Exercise(
    "2.2", "LossGradient", "The gradient by hand", section: "3", points: 10, difficulty: 1,
    signature: "func lossGradient(_ x: Tensor, _ y: Tensor, _ w: Tensor) throws -> Tensor",
    without: ["GradientTape"],
    statement: """
      The gradient of the loss `square(y - matmul(x, w)).mean()` with respect to `w`, by formula and
      without a tape. `x` has the shape (n, k), `y` (n, 1) and `w` (k, 1).
      """,
    hints: [
      "The section derives it: mean, square, minus, product, from the outside to the inside.",
      "Its shape is that of w. Which product of x and the residuals has the shape (k, 1)?",
      "−2/n · xᵀ (y − xw); `matmul` has an option `transposeA`.",
    ],
    tolerance: .within(1e-5, because: "sums of a few float32 products"),
    mistakes: [
      Mistake(
        "OtherSign", "It points downhill: the inner derivative of y − xw with respect to w is −x."),
      Mistake("NotDivided", "n times too large: the loss is a mean over n rows."),
      Mistake(
        "NotTransposed",
        "It fits for square x only, and is right for symmetric x only: the rule of the product has "
          + "x transposed."),
    ],
    checks: [
      Check("as many rows as columns", share: 1) { random in
        [1, 2, 3].map { problem(&random, $0, $0) }
      },
      Check("more of one or of the other", share: 2, isMandatory: true) { random in
        [(3, 2), (2, 4), (5, 1), (1, 3)].map { problem(&random, $0, $1) }
      },
      Check("float64", share: 1) { random in [problem(&random, 6, 3, .float64)] },
    ],
    reference: { (x: Tensor, y: Tensor, w: Tensor) -> Tensor in
      let (n, k) = (x.shape[0], x.shape[1])
      let (rows, targets, weights) = (x.doubles, y.doubles, w.doubles)
      var gradient = [Double](repeating: 0, count: k)
      for row in 0..<n {
        let predicted = (0..<k).reduce(0) { $0 + rows[row * k + $1] * weights[$1] }
        for column in 0..<k {
          gradient[column] -= 2 / Double(n) * (targets[row] - predicted) * rows[row * k + column]
        }
      }
      return .of(gradient, [k, 1], w.dtype)
    })
}

private func problem(
  _ random: inout CaseRandom, _ n: Int, _ k: Int, _ dtype: DType = .float32
) -> Case {
  Case(
    random.tensor([n, k], dtype: dtype), random.tensor([n, 1], dtype: dtype),
    random.tensor([k, 1], dtype: dtype))
}
