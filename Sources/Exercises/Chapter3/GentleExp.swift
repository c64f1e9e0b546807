import ExerciseKit
import Foundation
import Judge
import Tapestry

extension Exercise {
  static let gentleExp = Exercise(
    "3.3", "GentleExp", "Both ways are computed", section: "5", points: 10, difficulty: 3,
    signature: "func gentleExp(_ x: Tensor, limit: Double) throws -> Tensor",
    adapter: """
      { (x: Tensor, limit: Double) -> (Tensor, Tensor, Tensor) in
          let tape = GradientTape()
          tape.watch(x)
          let y = try tape.record { try gentleExp(x, limit: limit) }
          let slope = try tape.gradient(y, x)
          let function = Function("gentleExp") { (x: Tensor) in try gentleExp(x, limit: limit) }
          return (y, slope, try function(x))
        }
      """,
    results: ["y", "slope", "y of the graph"],
    statement: """
      exp(x) where x ≤ limit, and beyond it the straight line that continues the curve: exp(limit) ·
      (1 + x − limit). Values and slopes have to be right for numbers of any size, independently for
      each element, and the function has to work while it is traced.
      """,
    hints: [
      "`select` chooses element by element, and works while tracing. But both of its branches are "
        + "computed, and both take part in the walk back.",
      "exp(1000) is infinite. It is not chosen, so its gradient is 0; but the rule of exp multiplies "
        + "that by its infinite value. So exp must never see a number beyond the limit.",
      "With low = `minimum(x, limit)`, exp(low) is harmless everywhere, and exp(low) · (1 + x − low) "
        + "is right on both sides: up to the limit, x − low is 0.",
    ],
    tolerance: .within(2e-6, because: "exp and a product in float32"),
    mistakes: [
      Mistake(
        "ChosenAfterwards",
        "The values are right, the slopes nan: both are computed, and the gradient 0 of the one "
          + "that was not chosen meets an infinite exp. Make its argument harmless first."),
      Mistake(
        "HeldAtTheLimit", "Beyond the limit it stays where it is: the line has to rise from there."),
      Mistake(
        "JumpsAtTheLimit", "At the limit it jumps: the line begins with exp(limit), not with 0."),
      Mistake(
        "IfOnNumber",
        "A symbolic tensor was asked for its value, which it lacks: choose with an operation."),
    ],
    checks: [
      Check("below the limit", share: 1) { random in
        [
          Case(Tensor(0.5), 1.0), Case(random.tensor([3], in: -4...2), 2.0),
          Case(Tensor([-1000.0, 0, 3]), 3.0),
        ]
      },
      Check("on both sides", share: 2, isMandatory: true) { random in
        [
          Case(Tensor(2.5), 1.0), Case(Tensor([-1.0, 1000, 3]), 2.0),
          Case(random.tensor([2, 3], in: -4...4), 1.0), Case(Tensor([2000.0, 90, 1]), 4.0),
          Case(random.tensor([4], in: -1000...3000, dtype: .float64), 3.0),
        ]
      },
    ],
    reference: { (x: Tensor, limit: Double) -> (Tensor, Tensor, Tensor) in
      let slopes = x.doubles.map { Foundation.exp(min($0, limit)) }
      let values = zip(x.doubles, slopes).map { $1 * (1 + max(0, $0 - limit)) }
      let y = Tensor.of(values, x.shape.dimensions, x.dtype)
      return (y, .of(slopes, x.shape.dimensions, x.dtype), y)
    })
}
