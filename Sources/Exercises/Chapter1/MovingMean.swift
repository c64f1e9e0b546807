import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let movingMean = Exercise(
    "1.4", "MovingMean", "A moving mean", section: "2", points: 10, difficulty: 2,
    signature: "func movingMean(_ x: Tensor, window: Int) throws -> Tensor",
    statement: """
      From `x` of shape (n,), compute the means of `window` neighbors: the first of x[0], …,
      x[window − 1], the next one position further on, and so on, as long as the window fits inside.
      Use slices; a loop over the window is fine, one over x is not needed.
      """,
    hints: [
      "How many windows fit into n numbers? For a window of 1 it is n, for a window of n it is 1.",
      "All first numbers of the windows are one slice of x; all second numbers are another.",
      "Add the slices x[start..<start + n − window + 1] for start = 0, …, window − 1, and divide.",
    ],
    tolerance: .within(1e-6, plus: 1e-6, because: "a few float32 sums near 1"),
    mistakes: [
      Mistake("OneTooFew", "One window is missing: the last begins at n − window."),
      Mistake(
        "WrapsAround",
        "The first means contain the end of x: there are no neighbors before the first number."),
      Mistake("AlwaysThree", "Right for a window of 3 only: divide by the size of the window."),
    ],
    checks: [
      Check("windows of 1 and of all", share: 1) { random in
        [(1, 1), (4, 1), (4, 4)].map { n, window in Case(random.tensor([n]), window) }
      },
      Check("windows between", share: 2, isMandatory: true) { random in
        [(3, 2), (5, 3), (7, 2), (9, 6)].map { n, window in Case(random.tensor([n]), window) }
      },
      Check("float64", share: 1) { random in [Case(random.tensor([6], dtype: .float64), 4)] },
    ],
    reference: { (x: Tensor, window: Int) -> Tensor in
      let numbers = x.doubles
      let means = (0...numbers.count - window).map { start in
        numbers[start..<start + window].reduce(0, +) / Double(window)
      }
      return .of(means, [means.count], x.dtype)
    })
}
