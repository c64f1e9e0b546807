import ExerciseKit
import Foundation
import Judge
import Tapestry

extension Exercise {
  static let warmUpThenCosine = Exercise(
    "5.8", "WarmUpThenCosine", "Up, then down", section: "11", points: 10, difficulty: 2,
    signature: "final class WarmUpThenCosine: LearningRateSchedule",
    body: """
      final class WarmUpThenCosine: LearningRateSchedule {
        private let peak: Double
        private let warmUp: Int
        private let total: Int

        init(peak: Double, warmUp: Int, total: Int) {
          self.peak = peak
          self.warmUp = warmUp
          self.total = total
        }

        override func rate(at step: Tensor) -> Tensor {
          // TODO: replace this line by your solution.
          unsolved()
        }
      }
      """,
    adapter: """
      { (peak: Double, warmUp: Int, total: Int, steps: [Double], isTraced: Bool) -> [Double] in
        let schedule = WarmUpThenCosine(peak: peak, warmUp: warmUp, total: total)
        let traced = Function("rate") { (step: Tensor) in schedule(step) }
        return try steps.map { step in
          let step = Tensor(step, dtype: .float32)
          return isTraced ? try traced(step).number : schedule(step).number
        }
      }
      """,
    without: ["WarmUp", "CosineDecay"],
    statement: """
      A learning rate that rises from 0 at step 0 to `peak` at step `warmUp` along a line, then falls
      to 0 at step `total` along half a wave of the cosine, and stays there. `step` is a float32
      scalar, which is symbolic when a function is traced.
      """,
    hints: [
      """
      Which of the two formulas counts? A symbolic step has no value yet, so Swift's `if` cannot \
      ask.
      """,
      "`select(step < warmUp, rising, falling)` takes one of two values within a graph.",
      """
      rising is peak · step / warmUp; falling is peak · (1 + cos(π · part)) / 2 where part = \
      minimum((step − warmUp) / (total − warmUp), 1).
      """,
    ],
    tolerance: .within(4e-6, plus: 1e-7, because: "the cosine is computed in float32"),
    mistakes: [
      Mistake(
        "SwiftIf",
        """
        It works outside of functions, and traced it asks a symbolic tensor for its value: \
        `select` is the if of a graph.
        """
      ),
      Mistake(
        "NotHeld", "The rate rises again after `total`: the cosine continues. Limit its argument."),
      Mistake(
        "OneStepLate",
        "The peak comes one step late: at step 0 the rate is 0, and at `warmUp` the peak."
      ),
    ],
    checks: [
      Check("up and down") { random in
        [
          Case(1.0, 4, 8, [0.0, 1, 2, 4, 5, 6, 8], false),
          Case(0.1, 10, 110, [0.0, 5, 10, 60, 110], false),
        ]
      },
      Check("after the end, and traced", share: 2, isMandatory: true) { random in
        (0..<3).map { round in
          let (warmUp, total) = (random.integer(2...20), random.integer(30...90))
          let steps = [
            0, 1, warmUp / 2, warmUp, (warmUp + total) / 2, total, total + 9, 3 * total,
          ]
          return Case(
            random.number(0.01...2), warmUp, total, steps.map { Double($0) }, round > 0)
        }
      },
    ],
    reference: { (peak: Double, warmUp: Int, total: Int, steps: [Double], _: Bool) -> [Double] in
      steps.map { step in
        if step < Double(warmUp) { return peak * step / Double(warmUp) }
        let part = min((step - Double(warmUp)) / Double(total - warmUp), 1)
        return peak * (1 + cos(Double.pi * part)) / 2
      }
    })
}
