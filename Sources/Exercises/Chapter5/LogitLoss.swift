import ExerciseKit
import Foundation
import Judge
import Tapestry

extension Exercise {
  static let logitLoss = Exercise(
    "5.9", "LogitLoss", "Certain and wrong", section: "12", points: 10, difficulty: 3,
    signature: "func crossEntropy(logits: Tensor, labels: Tensor) throws -> Tensor",
    adapter: """
      { (logits: Tensor, labels: Tensor) -> (Tensor, Tensor) in
        let tape = GradientTape()
        tape.watch(logits)
        let loss = try tape.record { try crossEntropy(logits: logits, labels: labels) }
        return (loss, try tape.gradient(loss, logits))
      }
      """,
    results: ["loss", "gradient"],
    without: ["Loss", "softplus", "binaryCrossentropy"],
    statement: """
      The mean of −y · log p − (1 − y) · log(1 − p) where p = sigmoid(z), for logits z from −200 to 200 and
      labels y of 0 or 1, of one shape. The gradient has to be right for all of them, too.
      """,
    hints: [
      """
      At −200 the sigmoid is 0 as a float32, and its logarithm is lost. Put one formula into the \
      other.
      """,
      "−log p = log(1 + e⁻ᶻ), and −log(1 − p) = z + log(1 + e⁻ᶻ). Which exponents can overflow?",
      """
      Each loss is max(z, 0) − z · y + log(1 + exp(−|z|)): the exponent is never positive. Take the \
      mean of that.
      """,
    ],
    tolerance: .within(1e-5, because: "exponentials and a mean in float32"),
    mistakes: [
      Mistake(
        "LogOfSigmoid",
        "Right for small logits, and infinite or nan for large ones: the sigmoid has become 0 or 1."
      ),
      Mistake(
        "CutOff",
        """
        16 where 20 is right, and no gradient: where a probability is cut off there is no slope \
        left.
        """
      ),
      Mistake("LabelsTurnedRound", "That is the loss of the opposite answer: y belongs to log p."),
    ],
    checks: [
      Check("small logits") { random in
        [[1], [3], [2, 3]].map { logitCase(&random, $0, in: -3...3) }
      },
      Check("certain ones", share: 2, isMandatory: true) { random in
        [
          Case(Tensor([-20.0, 20]), Tensor([1.0, 0])),
          Case(Tensor([-200.0, 200, 0.5]), Tensor([1.0, 0, 1])),
          logitCase(&random, [4, 2], in: -30...30),
        ]
      },
    ],
    reference: { (logits: Tensor, labels: Tensor) -> (Tensor, Tensor) in
      let pairs = Array(zip(logits.doubles, labels.doubles))
      let count = Double(pairs.count)
      let losses = pairs.map { z, y in max(z, 0) - z * y + log1p(exp(-abs(z))) }
      let slopes = pairs.map { z, y in (1 / (1 + exp(-z)) - y) / count }
      return (
        Tensor.of([losses.reduce(0, +) / count], []), Tensor.of(slopes, logits.shape.dimensions)
      )
    })
}

private func logitCase(
  _ random: inout CaseRandom, _ shape: [Int], in range: ClosedRange<Double>
) -> Case {
  let logits = random.tensor(shape, in: range)
  return Case(logits, floor(random.tensor(shape, in: 0...2)))
}
