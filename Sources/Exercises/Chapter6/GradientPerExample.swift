import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let gradientPerExample = Exercise(
    "6.7", "GradientPerExample", "A gradient for each example", section: "8", points: 10,
    difficulty: 3,
    signature: "func gradientPerExample(_ x: Tensor, _ y: Tensor, w: Tensor) throws -> Tensor",
    adapter: """
      { (x: Tensor, y: Tensor, w: Tensor) -> (Tensor, Bool) in
        let traced = Function("gradients") { (x: Tensor, y: Tensor, w: Tensor) in
          try gradientPerExample(x, y, w: w)
        }
        func operations(_ examples: Int) throws -> Int {
          let x = TensorSpec(shape: [examples, w.shape[0]], dtype: .float32)
          let y = TensorSpec(shape: [examples], dtype: .float32)
          let concrete = try traced.concreteFunction(
            for: Tensor.zeros(x.shape), Tensor.zeros(y.shape), w)
          return concrete.graph.operationCount
        }
        let isOnce = try operations(3) == operations(7)
        return (try gradientPerExample(x, y, w: w), isOnce)
      }
      """,
    results: ["gradients", "as many operations for more examples"],
    statement: """
      For each example the gradient of its own loss, (xᵢ · w − yᵢ)², with respect to w: from x of shape
      (examples, inputs), y (examples,) and w (inputs,) a tensor of shape (examples, inputs). Use
      `vectorizedMap` around a tape, so that the number of operations does not grow with the examples.
      """,
    hints: [
      """
      Write the loss and its tape for one example, a row and a number, as if there were no \
      others.
      """,
      "`vectorizedMap({ row, target in … }, x, y)` runs that code once for all examples.",
      """
      Within it: let tape = GradientTape(), `tape.watch(w)`, record `square((row * w).sum() - target)`, \
      and return `try tape.gradient(loss, w)`.
      """,
    ],
    tolerance: .within(1e-5, because: "sums of products in float32"),
    mistakes: [
      Mistake(
        "GradientOfTheMean", "One row repeated: the mean over all has mixed the examples."),
      Mistake(
        "SwiftLoop",
        """
        The gradients are right, with a tape for each example: 100 rows would need 100 times the \
        operations.
        """
      ),
      Mistake(
        "DividedByCount",
        "n times too small: each example has its own loss, and no mean is taken."),
    ],
    checks: [
      Check("two examples") { random in
        [
          Case(Tensor([[2.0], [3]]), Tensor([1.0, 1]), Tensor([0.5])), examplesCase(&random, 2, 3),
        ]
      },
      Check("more examples", share: 2, isMandatory: true) { random in
        [examplesCase(&random, 5, 2), examplesCase(&random, 3, 4)]
      },
    ],
    reference: { (x: Tensor, y: Tensor, w: Tensor) -> (Tensor, Bool) in
      let (numbers, targets, weights) = (x.doubles, y.doubles, w.doubles)
      let gradients = targets.indices.flatMap { row in
        let values = numbers[row * weights.count..<(row + 1) * weights.count]
        let error = zip(values, weights).reduce(-targets[row]) { $0 + $1.0 * $1.1 }
        return values.map { 2 * error * $0 }
      }
      return (Tensor.of(gradients, [targets.count, weights.count]), true)
    })
}

private func examplesCase(_ random: inout CaseRandom, _ examples: Int, _ inputs: Int) -> Case {
  Case(
    random.tensor([examples, inputs]), random.tensor([examples], in: -3...3),
    random.tensor([inputs]))
}
