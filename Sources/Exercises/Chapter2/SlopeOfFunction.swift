import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let slopeOfFunction = Exercise(
    "2.1", "SlopeOfFunction", "Ask the tape", section: "1", points: 5, difficulty: 1,
    signature: "func slope(of f: (Tensor) -> Tensor, at x: Tensor) throws -> Tensor",
    statement: """
      The derivative of `f` at each element of `x`. `f` is element-wise, and `x` has any shape.
      """,
    hints: [
      "The second example of the section does it for one function and one number.",
      "A tape follows tensors on request only: watch x before you compute with it.",
      "Make a tape, `watch(x)`, `record { f(x) }`, and ask for `gradient` of the result.",
    ],
    tolerance: .within(4e-6, because: "a few float32 operations"),
    mistakes: [
      Mistake("NotWatched", "The tape says why: a tensor is followed on request only. `watch` it."),
      Mistake(
        "DifferenceQuotient", "Right to three digits: that was measured by moving x, not derived."),
      Mistake(
        "SlopeOfMean",
        "n times too small for n elements: the mean divides each slope by n. Ask for the gradient "
          + "of f(x) itself."),
    ],
    checks: [
      Check("one number", share: 1) { random in
        NamedFunction.allCases.map { Case($0, random.tensor([], in: 0.5...2)) }
      },
      Check("several numbers", share: 2) { random in
        NamedFunction.allCases.map { Case($0, random.tensor([3], in: -2...2)) } + [
          Case(NamedFunction.bell, random.tensor([2, 3])),
          Case(NamedFunction.cube, random.tensor([4], dtype: .float64)),
        ]
      },
    ],
    reference: { (f: NamedFunction, x: Tensor) -> Tensor in
      .of(x.doubles.map { f.slope(at: $0) }, x.shape.dimensions, x.dtype)
    })
}
