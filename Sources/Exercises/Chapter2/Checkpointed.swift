import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let checkpointed = Exercise(
    "2.9", "Checkpointed", "Forget, and compute again", section: "3", points: 10, difficulty: 3,
    signature: """
      func checkpointed(
        _ f: @escaping @Sendable (Tensor) -> Tensor, _ x: Tensor
      ) throws -> Tensor
      """,
    adapter: """
      { (f: NamedFunction, times: Int, x: Tensor, weights: Tensor) -> (Tensor, Tensor, Int) in
          // f applied `times` times.
          let long: @Sendable (Tensor) -> Tensor = { x in
            var y = x
            for _ in 0..<times { y = f.body(y) }
            return y
          }
          let tape = GradientTape()
          tape.watch(x)
          let y = try tape.record { try checkpointed(long, x) }
          let operations = tape.graph.nodes.count { $0.kind == .operation }
          return (y, try tape.gradient(y, x, weights: weights), max(operations, 3))
        }
      """,
    results: ["y", "gradient", "operations on the tape"],
    statement: """
      The value of f(x), computed such that almost nothing of f remains on a recording tape: at most
      three operations, however long f is. In the backward pass, f is computed again, under a tape
      of its own. (This saves memory in a deep network, at the cost of a second forward pass.) The
      checks ask for the gradient of the sum of weights · y.
      """,
    hints: [
      "A custom rule (`customGradient`) replaces what the tape would record of f. But what is "
        + "computed in its closure is recorded all the same.",
      "`initScope { … }` computes where no tape records. In the rule, record f(x) with a new tape.",
      "let y = initScope { f(x) }, and customGradient(x) with the value y and a rule that makes a tape, "
        + "watches x, records f(x) and returns its gradient with `weights: dy`.",
    ],
    tolerance: .within(1e-5, plus: 1e-6, because: "a few float32 operations in a row"),
    mistakes: [
      Mistake(
        "JustCalled",
        "Right, but the tape holds every operation of f, which was to be avoided."),
      Mistake(
        "GradientStopped",
        "The tape holds even more: `stopGradient` stops the walk back, not the recording. Compute "
          + "where no tape records, in `initScope`."),
      Mistake(
        "WeightsIgnored",
        "Right only if nothing follows f: the walk arrives with a gradient, which the inner "
          + "`gradient` needs as `weights: dy`."),
    ],
    checks: [
      Check("value and gradient", share: 1, isMandatory: true) { random in
        [
          Case(NamedFunction.square, 1, Tensor(1.5), Tensor(2.0)),
          Case(NamedFunction.xSine, 1, random.tensor([3]), random.tensor([3])),
          Case(NamedFunction.bell, 1, random.tensor([2, 3]), random.tensor([2, 3])),
        ]
      },
      Check("long functions", share: 2) { random in
        [(NamedFunction.bell, 3), (.logOfSquare, 5), (.softplus, 20)].map { f, times in
          Case(f, times, random.tensor([2]), random.tensor([2]))
        }
      },
    ],
    reference: {
      (f: NamedFunction, times: Int, x: Tensor, weights: Tensor) -> (Tensor, Tensor, Int) in
      let results = zip(x.doubles, weights.doubles).map { x, weight in
        var (y, slope) = (x, weight)
        for _ in 0..<times {
          slope *= f.slope(at: y)
          y = f.value(at: y)
        }
        return (y, slope)
      }
      let shape = x.shape.dimensions
      return (.of(results.map(\.0), shape), .of(results.map(\.1), shape), 3)
    })
}
