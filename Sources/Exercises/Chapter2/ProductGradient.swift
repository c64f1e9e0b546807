import ExerciseKit
import Judge
import Miniature
import Tapestry

extension Exercise {
  static let productGradient = Exercise(
    "2.3", "ProductGradient", "What broadcasting does to a gradient", section: "3", points: 10,
    difficulty: 2,
    signature: """
      func productGradient(_ a: Tensor, _ b: Tensor, dy: Tensor) throws -> (a: Tensor, b: Tensor)
      """,
    without: ["GradientTape"],
    statement: """
      The rule of `a * b`: from the gradient `dy` of the product, those of `a` and of `b`, each in
      the shape of its tensor. The shapes of `a` and `b` may be broadcast.
      """,
    hints: [
      "Where nothing is broadcast, the gradient of a is dy · b. Where is it too large otherwise?",
      "A number that was used in several places gets the sum of their gradients: sum over the "
        + "dimensions that were broadcast.",
      "Write a helper that sums a tensor to a shape: over all dimensions that are missing in front, "
        + "and over those of size 1 that are larger in the tensor; then `reshape`.",
    ],
    tolerance: .within(1e-5, because: "sums of a few float32 products"),
    mistakes: [
      Mistake(
        "NotSummed",
        "The gradient has the shape of the product, but its tensor is smaller: a number that was "
          + "used n times gets the sum of n gradients."),
      Mistake(
        "DimensionDropped",
        "A tensor of shape (3, 1) gets a gradient of shape (3, 1), not (3,): keep dimensions of size 1."
      ),
      Mistake("FactorsSwapped", "The gradient of a is dy times b, and that of b is dy times a."),
    ],
    checks: [
      Check("equal shapes", share: 1) { random in
        [[1], [3], [2, 3]].map { factors(&random, $0, $0, $0) }
      },
      Check("missing dimensions", share: 1) { random in
        [
          factors(&random, [4, 3], [3], [4, 3]), factors(&random, [], [2, 3], [2, 3]),
          factors(&random, [2], [3, 1, 2], [3, 1, 2]),
        ]
      },
      Check("dimensions of size 1", share: 1, isMandatory: true) { random in
        [
          factors(&random, [3, 1], [1, 4], [3, 4]), factors(&random, [3, 1], [3, 2], [3, 2]),
          factors(&random, [4, 1], [2, 1, 3], [2, 4, 3]),
          factors(&random, [0, 20], [20], [0, 20]),
          factors(&random, [2, 3], [1, 3], [2, 3], .float64),
        ]
      },
    ],
    reference: { (a: Tensor, b: Tensor, dy: Tensor) -> (Tensor, Tensor) in
      let shape = dy.shape.dimensions
      let positions = { (x: Tensor) in
        View(rowMajor: x.shape.dimensions).broadcast(to: shape).positions
      }
      let (x, y, outer) = (a.doubles, b.doubles, dy.doubles)
      var sums = (
        a: [Double](repeating: 0, count: x.count), b: [Double](repeating: 0, count: y.count)
      )
      for (index, (i, j)) in zip(positions(a), positions(b)).enumerated() {
        sums.a[i] += outer[index] * y[j]
        sums.b[j] += outer[index] * x[i]
      }
      return (
        .of(sums.a, a.shape.dimensions, a.dtype), .of(sums.b, b.shape.dimensions, b.dtype)
      )
    })
}

private func factors(
  _ random: inout CaseRandom, _ a: [Int], _ b: [Int], _ product: [Int], _ dtype: DType = .float32
) -> Case {
  Case(
    random.tensor(a, dtype: dtype), random.tensor(b, dtype: dtype),
    random.tensor(product, dtype: dtype))
}
