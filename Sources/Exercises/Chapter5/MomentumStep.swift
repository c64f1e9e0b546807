import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let momentumStep = Exercise(
    "5.5", "MomentumStep", "Momentum, two kinds", section: "5", points: 10, difficulty: 2,
    signature: """
      func momentumStep(
        _ w: Tensor, _ u: Tensor, gradient: Tensor, rate: Double, beta: Double, nesterov: Bool
      ) throws -> (w: Tensor, u: Tensor)
      """,
    without: ["SGD"],
    statement: """
      One step of gradient descent with momentum: the new weights and the new update. The update
      becomes beta · u − rate · gradient, and is added to the weights. With Nesterov's momentum the weights
      move by what the next update would be if the gradient stayed the same: beta · u − rate ·
      gradient, once more, with the new u.
      """,
    hints: [
      "Compute the new update first: both kinds need it, and both return it.",
      "Nesterov's weights move by beta times the *new* update, less rate times the gradient.",
      """
      let next = beta * u - rate * gradient; the weights become w + next, or with nesterov \
      w + beta * next - rate * gradient. Return next as u in both cases.
      """,
    ],
    tolerance: .within(2e-6, because: "a few products and sums in float32"),
    mistakes: [
      Mistake(
        "Averages", "That averages gradients, with a factor of 1 − beta: momentum adds them up."),
      Mistake(
        "NesterovIgnored", "Plain momentum is right, and Nesterov's is the same: it looks ahead."),
      Mistake(
        "UpdateNotKept", "u is the same after the step as before, so that each step is the first."),
    ],
    checks: [
      Check("plain momentum") { random in
        [momentumCase(&random, [1], false), momentumCase(&random, [2, 3], false)]
      },
      Check("Nesterov's", isMandatory: true) { random in
        [momentumCase(&random, [2], true), momentumCase(&random, [3, 1, 2], true)]
      },
    ],
    reference: {
      (w: Tensor, u: Tensor, gradient: Tensor, rate: Double, beta: Double, nesterov: Bool)
        -> (Tensor, Tensor) in
      let g = gradient.doubles
      let next = zip(u.doubles, g).map { beta * $0 - rate * $1 }
      let step = nesterov ? zip(next, g).map { beta * $0 - rate * $1 } : next
      let moved = zip(w.doubles, step).map { $0 + $1 }
      let shape = w.shape.dimensions
      return (Tensor.of(moved, shape), Tensor.of(next, shape))
    })
}

private func momentumCase(_ random: inout CaseRandom, _ shape: [Int], _ nesterov: Bool) -> Case {
  Case(
    random.tensor(shape), random.tensor(shape), random.tensor(shape), random.number(0.1...0.5),
    random.number(0.6...0.95), nesterov)
}
