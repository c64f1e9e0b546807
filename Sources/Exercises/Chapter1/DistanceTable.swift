import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let distanceTable = Exercise(
    "1.2", "DistanceTable", "A table of distances", section: "2", points: 10, difficulty: 1,
    signature: "func distances(_ a: Tensor, _ b: Tensor) throws -> Tensor",
    statement: """
      From `a` of shape (m,) and `b` of shape (n,) make the table of shape (m, n) whose element
      (i, j) is |aᵢ − bⱼ|, without a loop.
      """,
    hints: [
      "A column and a row make a table: see the example with 10, 20, 30 under Broadcasting.",
      "`expandDims(a, axis: 1)` or `a[.all, .newAxis]` turns (m,) into (m, 1).",
      "(m, 1) minus (n,) has the shape (m, n); take `abs` of that.",
    ],
    tolerance: .within(1e-6, because: "a difference is rounded once"),
    mistakes: [
      Mistake(
        "NoTable",
        "Each number was paired with one other only: give `a` a second dimension of size 1."),
      Mistake(
        "TurnedOver",
        "Row i should belong to a[i]: this is the table with rows and columns "
          + "exchanged."),
      Mistake("KeepsTheSign", "Right up to the sign: distances are not negative."),
    ],
    checks: [
      Check("as many numbers on both sides", share: 1) { random in
        [1, 3].map { Case(random.tensor([$0], in: -9...9), random.tensor([$0], in: -9...9)) }
      },
      Check("more on one side, or none", share: 2) { random in
        [(2, 3), (4, 1), (1, 5), (0, 2), (3, 0)].map { m, n in
          Case(random.tensor([m], in: -9...9), random.tensor([n], in: -9...9))
        }
      },
      Check("other dtypes", share: 1) { random in
        [DType.float64, .int32].map { dtype in
          Case(
            random.tensor([2], in: -99...99, dtype: dtype),
            random.tensor([4], in: -99...99, dtype: dtype))
        }
      },
    ],
    reference: { (a: Tensor, b: Tensor) -> Tensor in
      let columns = b.doubles
      let table = a.doubles.flatMap { x in columns.map { abs(x - $0) } }
      return .of(table, [a.count, b.count], a.dtype)
    })
}
