import ExerciseKit
import Foundation
import Judge
import Tapestry

extension Exercise {
  static let mish = Exercise(
    "4.5", "Mish", "An activation of your own", section: "7", points: 5, difficulty: 2,
    signature: "func mish(_ x: Tensor) throws -> Tensor",
    adapter: """
      { (x: Tensor) -> (Tensor, Tensor) in
        let tape = GradientTape()
        tape.watch(x)
        let y = try tape.record { try mish(x) }
        return (y, try tape.gradient(y, x))
      }
      """,
    results: ["y", "slope"],
    without: ["softplus"],
    statement: """
      The activation x · tanh(log(1 + eˣ)), for numbers from −100 to 100, with slopes that are finite
      everywhere.
      """,
    hints: [
      "eˣ is too large for a float32 from x = 89 on. Which form of log(1 + eˣ) never asks for it?",
      "log(1 + eˣ) = x + log(1 + e⁻ˣ): take the one whose exponent is negative.",
      "log(1 + eˣ) = max(x, 0) + log(1 + exp(-|x|)), in the engine's functions.",
    ],
    tolerance: .within(2e-5, because: "float32 has seven digits"),
    mistakes: [
      Mistake(
        "LogOfExp",
        """
        The values are right, and the slope at 100 is nan: exp overflows on the way, and ∞/∞ is \
        undefined.
        """
      ),
      Mistake("NoTanh", "That is x · log(1 + eˣ), without the tanh around the logarithm."),
      Mistake(
        "TanhOfX", "The tanh belongs around log(1 + eˣ), and not around x."),
    ],
    checks: [
      Check("small numbers") { random in
        [Case(random.tensor([1], in: -3...3)), Case(random.tensor([2, 3], in: -3...3))]
      },
      Check("large numbers", share: 2, isMandatory: true) { random in
        [
          Case(Tensor([-100, -30, 30, 100], dtype: .float32)),
          Case(random.tensor([3, 4], in: -100...100)),
          Case(random.tensor([5], in: -100...100, dtype: .float64)),
        ]
      },
    ],
    reference: { (x: Tensor) -> (Tensor, Tensor) in
      let pairs = x.doubles.map { x in
        let inner = tanh(max(x, 0) + log1p(exp(-abs(x))))
        return (x * inner, inner + x * (1 - inner * inner) / (1 + exp(-x)))
      }
      let shape = x.shape.dimensions
      return (
        Tensor.of(pairs.map(\.0), shape, x.dtype),
        Tensor.of(pairs.map(\.1), shape, x.dtype)
      )
    })
}
