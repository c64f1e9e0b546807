import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let straightThrough = Exercise(
    "2.7", "StraightThrough", "Round, and learn all the same", section: "3", points: 10,
    difficulty: 2,
    signature: "func roundStraightThrough(_ x: Tensor) throws -> Tensor",
    adapter: """
      { (x: Tensor, weights: Tensor) -> (Tensor, Tensor) in
          let tape = GradientTape()
          tape.watch(x)
          let y = try tape.record { try roundStraightThrough(x) }
          return (y, try tape.gradient(y, x, weights: weights))
        }
      """,
    results: ["y", "gradient"],
    statement: """
      The value of `round(x)`, with a custom gradient: where |x| ≤ 1, the incoming gradient is
      passed on unchanged, and elsewhere it is 0. (Networks with integer weights are trained this
      way.) The checks ask for the gradient of the sum of weights · y.
      """,
    hints: [
      "`round` passes no gradient on. The section shows how a function gets a custom rule.",
      "`customGradient(x) { x in (value, { dy in … }) }`: what should the rule return?",
      "The rule is `select(abs(x) <= 1, dy, 0)`.",
    ],
    mistakes: [
      Mistake("RoundAlone", "The tape says why: `round` passes no gradient on. Give it a rule."),
      Mistake("GradientEverywhere", "Right for |x| ≤ 1, but 1.6 should get the gradient 0."),
      Mistake("NotRounded", "The gradients are right, but the values are not rounded."),
    ],
    checks: [
      Check("inside", share: 1) { random in
        [Case(Tensor([0.4]), Tensor([1.0])), Case(random.tensor([3]), random.tensor([3]))]
      },
      Check("outside and at the ends", share: 2, isMandatory: true) { random in
        [
          Case(Tensor([1.6]), Tensor([1.0])),
          Case(Tensor([-1.0, 1, 0.5, 1.5, -1.0001, 2]), random.tensor([6])),
          Case(random.tensor([2, 3], in: -3...3), random.tensor([2, 3])),
          Case(
            random.tensor([5], in: -3...3, dtype: .float64), random.tensor([5], dtype: .float64)),
        ]
      },
    ],
    reference: { (x: Tensor, weights: Tensor) -> (Tensor, Tensor) in
      let shape = x.shape.dimensions
      let gradient = zip(x.doubles, weights.doubles).map { abs($0) <= 1 ? $1 : 0 }
      return (
        .of(x.doubles.map { $0.rounded(.toNearestOrEven) }, shape, x.dtype),
        .of(gradient, shape, x.dtype)
      )
    })
}
