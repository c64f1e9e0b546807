import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let curvature = Exercise(
    "2.6", "Curvature", "Curvature", section: "3", points: 10, difficulty: 2,
    signature: "func curvature(of f: (Tensor) -> Tensor, at x: Tensor) throws -> Tensor",
    statement: """
      The second derivative of `f` at each element of `x`, by a tape inside a tape. `f` is
      element-wise.
      """,
    hints: [
      "The example under “Rules made of operations” does it for t³.",
      "The outer tape has to record how the inner gradient is computed: the inner recording and "
        + "the inner `gradient` both belong in the outer `record`.",
      "Both tapes watch x. In `outer.record`: an inner tape records f(x) and gives the gradient; then "
        + "ask the outer one for the gradient of that.",
    ],
    tolerance: .within(1e-5, plus: 1e-6, because: "some float32 operations in a row"),
    mistakes: [
      Mistake(
        "GradientOutside",
        "The tape says why: the inner gradient has to be computed inside the outer tape's "
          + "`record`."),
      Mistake("SlopeSquared", "That is the square of f′, not f″."),
      Mistake("FirstDerivative", "That is f′: differentiate it once more."),
    ],
    checks: [
      Check("one number", share: 1) { random in
        NamedFunction.allCases.map { Case($0, random.tensor([], in: 0.5...1.5)) }
      },
      Check("several numbers", share: 2) { random in
        NamedFunction.allCases.map { Case($0, random.tensor([3], in: -2...2)) } + [
          Case(NamedFunction.xSine, random.tensor([2, 3])),
          Case(NamedFunction.softplus, random.tensor([4], dtype: .float64)),
        ]
      },
    ],
    reference: { (f: NamedFunction, x: Tensor) -> Tensor in
      .of(x.doubles.map { f.curvature(at: $0) }, x.shape.dimensions, x.dtype)
    })
}
