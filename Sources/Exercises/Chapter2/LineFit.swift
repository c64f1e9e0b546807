import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let lineFit = Exercise(
    "2.10", "LineFit", "A line, step by step", section: "6", points: 10, difficulty: 2,
    signature: """
      func fitLine(
        _ x: Tensor, _ y: Tensor, rate: Double, steps: Int
      ) throws -> (w: Double, b: Double)
      """,
    statement: """
      Gradient descent for y ≈ w · x + b: starting from w = 0 and b = 0, take `steps` steps of
      length `rate` · gradient of the mean squared error over all points. Return w and b after the
      last step.
      """,
    hints: [
      "Two variables, and in each step what the loop of the section does.",
      "Each step needs its own tape, and both gradients from it before w or b changes.",
      "for each step: record square(w * x + b - y).mean(), ask for the gradients of [w, b] in one "
        + "call, and `assignSub(rate * gradient)` for both. `w.tensor.number` is a Double.",
    ],
    tolerance: .within(2e-5, plus: 1e-6, because: "fifty steps in float32"),
    mistakes: [
      Mistake("Uphill", "The loss grows with every step: subtract the gradient."),
      Mistake(
        "OneTapeForAll",
        "A tape releases its record with the first gradient, and the record belongs to the old w "
          + "and b anyway: each step needs its own."),
      Mistake(
        "BAfterW",
        "b's gradient was taken after w had moved: both gradients belong to the same point."),
    ],
    checks: [
      Check("no step, one step", share: 1) { random in
        [
          Case(Tensor([1.0]), Tensor([2.0]), 0.1, 0), line(&random, 3, 0.25, 1),
          line(&random, 5, 0.1, 1),
        ]
      },
      Check("several steps", share: 2, isMandatory: true) { random in
        [line(&random, 4, 0.25, 2), line(&random, 7, 0.1, 5), line(&random, 20, 0.2, 50)]
      },
    ],
    reference: { (x: Tensor, y: Tensor, rate: Double, steps: Int) -> (Double, Double) in
      let (xs, ys) = (x.doubles, y.doubles)
      var (w, b) = (0.0, 0.0)
      for _ in 0..<steps {
        var gradient = (w: 0.0, b: 0.0)
        for (x, y) in zip(xs, ys) {
          gradient.w += 2 * (w * x + b - y) * x / Double(xs.count)
          gradient.b += 2 * (w * x + b - y) / Double(xs.count)
        }
        w -= rate * gradient.w
        b -= rate * gradient.b
      }
      return (w, b)
    })
}

/// Points near a line that is not flat, not through the origin, and not in the middle.
private func line(_ random: inout CaseRandom, _ count: Int, _ rate: Double, _ steps: Int) -> Case {
  let (w, b) = (random.number(1...3), random.number(-3 ... -1))
  let xs = random.numbers(count, in: -0.5...1.5)
  let ys = xs.map { w * $0 + b + random.number(-0.1...0.1) }
  return Case(Tensor.of(xs, [count]), Tensor.of(ys, [count]), rate, steps)
}
