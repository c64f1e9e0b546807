import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let descend = Exercise(
    "5.1", "Descend", "Downhill", section: "1", points: 5, difficulty: 1,
    signature: """
      func descend(
        _ variables: [Variable], along gradients: [Tensor?], rate: Double
      ) throws
      """,
    adapter: """
      { (values: [Tensor], gradients: [Tensor?], rate: Double) -> [Tensor] in
        let variables = values.map { Variable($0) }
        try descend(variables, along: gradients, rate: rate)
        return variables.map(\\.tensor)
      }
      """,
    statement: """
      One step of gradient descent: each variable moves by the rate times its gradient, downhill. A
      variable whose gradient is nil stays as it is. The variables' new values are compared.
      """,
    hints: [
      "`zip(variables, gradients)` goes through both lists at once.",
      "`for case (let variable, let gradient?) in zip(…)` skips the pairs without a gradient.",
      "In the loop, `variable.assignSub(rate * gradient)`.",
    ],
    tolerance: .within(1e-6, because: "one product and one difference in float32"),
    mistakes: [
      Mistake("Uphill", "The loss grows: a gradient points uphill, so its multiple is subtracted."),
      Mistake(
        "NilForced", "It crashed at a gradient that is nil: no gradient means that nothing changes."
      ),
      Mistake(
        "Assigned", "The variable was replaced by the update: subtract the update from it."),
    ],
    checks: [
      Check("one variable") { random in
        [[1], [3], []].map { Case([random.tensor($0)], [random.tensor($0)], 0.5) }
      },
      Check("several, some without gradient", share: 2, isMandatory: true) { random in
        [[[2], [2, 3]], [[4, 1], [0], [3]]].map { shapes in
          let gradients = shapes.enumerated().map { $0 == 1 ? nil : random.tensor($1) as Tensor? }
          return Case(shapes.map { random.tensor($0) }, gradients, random.number(0.01...1))
        }
      },
    ],
    reference: { (values: [Tensor], gradients: [Tensor?], rate: Double) -> [Tensor] in
      zip(values, gradients).map { value, gradient in
        guard let gradient else { return value }
        let moved = zip(value.doubles, gradient.doubles).map { $0 - rate * $1 }
        return Tensor.of(moved, value.shape.dimensions)
      }
    })
}
