import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let globalNorm = Exercise(
    "5.3", "GlobalNorm", "One factor for all", section: "3", points: 10, difficulty: 2,
    signature: "func clipped(_ gradients: [Tensor], toGlobalNorm limit: Double) throws -> [Tensor]",
    without: ["clipByNorm", "clipByGlobalNorm"],
    statement: """
      Gradients whose common norm, the root of the sum of all their squares, is at most `limit`: if it
      is larger, all are scaled down by one factor, which keeps the direction of the whole.
      """,
    hints: [
      "The common norm is that of one long vector that holds all elements of all gradients.",
      "What should become of gradients that are short enough already, and of those that are all 0?",
      """
      Add up `square(g).sum().number` over all gradients and take the root; return the gradients \
      unchanged if it is at most the limit, else each times limit / norm.
      """,
    ],
    tolerance: .within(4e-6, because: "a sum of squares and a root in float32"),
    mistakes: [
      Mistake(
        "EachByItself", "Each gradient was clipped on its own, so the common direction has turned."
      ),
      Mistake(
        "AlwaysScaled", "A short gradient became longer: what is below the limit stays as it is."),
      Mistake("ZeroByZero", "Gradients of 0 became nan: they were divided by their norm."),
    ],
    checks: [
      Check("one gradient") { random in
        [Case([random.tensor([1])], 0.25), Case([random.tensor([2, 3])], 0.5)]
      },
      Check("several, long and short ones", share: 2, isMandatory: true) { random in
        [
          Case([random.tensor([4]), random.tensor([2, 3], in: -9...9)], 2.0),
          Case([random.tensor([3]), random.tensor([1, 2])], 100.0),
          Case([Tensor.zeros([3]), Tensor.zeros([2, 1])], 1.0),
          Case([random.tensor([5]), random.tensor([0]), random.tensor([])], 0.125),
        ]
      },
    ],
    reference: { (gradients: [Tensor], limit: Double) -> [Tensor] in
      let norm = gradients.flatMap(\.doubles).reduce(0) { $0 + $1 * $1 }.squareRoot()
      let factor = norm > limit ? limit / norm : 1
      return gradients.map { Tensor.of($0.doubles.map { $0 * factor }, $0.shape.dimensions) }
    })
}
