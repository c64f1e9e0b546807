import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let quantileLoss = Exercise(
    "5.10", "QuantileLoss", "The ninetieth percentile", section: "12", points: 5, difficulty: 2,
    signature: "func quantileLoss(_ y: Tensor, _ yHat: Tensor, quantile: Double) throws -> Tensor",
    statement: """
      A loss whose best constant is the quantile q of the targets: the mean of q · e where the error
      e = y − ŷ is 0 or more, and of (q − 1) · e below. For q = 0.9 it costs nine times as
      much to predict too little as to predict too much. y and ŷ have one shape.
      """,
    hints: [
      "Two formulas, and for each element one of them: `select` chooses.",
      "Or without choosing: which of q · e and (q − 1) · e is larger?",
      "With e = y − yHat, return `maximum(quantile * e, (quantile - 1) * e).mean()`.",
    ],
    tolerance: .within(2e-6, because: "products and a mean in float32"),
    mistakes: [
      Mistake(
        "SidesSwapped",
        """
        For q = 0.9 that finds the tenth percentile: the error is y − ŷ, and positive if ŷ is \
        too small.
        """
      ),
      Mistake(
        "AbsoluteError", "That finds the median, whatever the quantile: both sides cost the same."),
      Mistake("Sum", "n times too large: the loss is a mean, not a sum."),
    ],
    checks: [
      Check("a few errors") { random in
        [Case(Tensor([2.0]), Tensor([1.0]), 0.9), Case(Tensor([1.0, 2]), Tensor([2.0, 2]), 0.9)]
      },
      Check("tables", share: 2, isMandatory: true) { random in
        [[3], [2, 4], [5, 1]].map {
          Case(random.tensor($0), random.tensor($0), random.number(0.05...0.95))
        }
      },
    ],
    reference: { (y: Tensor, yHat: Tensor, quantile: Double) -> Tensor in
      let errors = zip(y.doubles, yHat.doubles).map { $0 - $1 }
      let losses = errors.map { $0 >= 0 ? quantile * $0 : (quantile - 1) * $0 }
      return Tensor.of([losses.reduce(0, +) / Double(losses.count)], [])
    })
}
