import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let deadUnits = Exercise(
    "4.7", "DeadUnits", "Which units are dead?", section: "7", points: 10, difficulty: 1,
    signature: "func deadUnits(_ activations: Tensor) throws -> Tensor",
    statement: """
      From the activations of shape (examples, units), a Boolean for each unit: whether it is 0 for
      every example.
      """,
    hints: [
      "Compare with 0, and you have a table of Booleans of the same shape.",
      "A table of Booleans has `all(axis:)` and `any(axis:)`. Which of them, and over which axis?",
      "`(activations == 0).all(axis: 0)`: the named axis is the one that disappears.",
    ],
    mistakes: [
      Mistake(
        "OtherAxis", "These are examples without a feature: go over the examples, which is axis 0."),
      Mistake(
        "AnyForAll", "A unit that is silent for one example is not dead: ask for all of them."),
      Mistake(
        "MeanNearZero",
        """
        A faint unit lives, and so does one whose activations cancel: ask for 0 and not for the \
        mean.
        """
      ),
    ],
    checks: [
      Check("a few units") { _ in
        [
          Case(Tensor([[0.0, 2, 0]])), Case(Tensor([[1.0], [0]])),
          Case(Tensor([[0.0, 0], [0, 3]])),
          Case(Tensor.zeros([3, 0])),
        ]
      },
      Check("faint and cancelling ones", isMandatory: true) { random in
        [
          Case(Tensor([[1.0, 0, 1e-6], [-1, 0, 0], [0, 0, 0], [0, 0, 0]])),
          Case(activations(&random, 5, 7)), Case(activations(&random, 9, 4)),
        ]
      },
    ],
    reference: { (activations: Tensor) -> Tensor in
      let (examples, units) = (activations.shape[0], activations.shape[1])
      let numbers = activations.doubles
      let isDead = (0..<units).map { unit in
        (0..<examples).allSatisfy { numbers[$0 * units + unit] == 0 }
      }
      return Tensor(isDead, shape: [units])
    })
}

private func activations(_ random: inout CaseRandom, _ examples: Int, _ units: Int) -> Tensor {
  let isDead = (0..<units).map { $0 == 1 || random.integer(0...2) == 0 && $0 > 0 }
  let numbers = (0..<examples * units).map { index in
    isDead[index % units] ? 0 : max(0, random.number())
  }
  return Tensor.of(numbers, [examples, units])
}
