import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let newtonSqrt = Exercise(
    "3.4", "NewtonSqrt", "Until it is good enough", section: "5", points: 10, difficulty: 2,
    signature: "func newtonSqrt(_ a: Tensor, tolerance: Double) throws -> Tensor",
    adapter: """
      { (a: Tensor, tolerance: Double) -> (Tensor, Tensor, Int, Int, Bool) in
          let eager = try newtonSqrt(a, tolerance: tolerance)
          let function = Function("newtonSqrt") { (a: Tensor) in
            try newtonSqrt(a, tolerance: tolerance)
          }
          let traced = try function(a)
          _ = try function(2 * a)
          let operations = function.concreteFunctions[0].graph.operations
          return (
            eager, traced, function.tracingCount, operations.count, operations.contains("while")
          )
        }
      """,
    results: ["eagerly", "traced", "graphs", "operations", "has a loop"],
    statement: """
      Square roots of positive numbers by Newton's rule: begin with x = a, and replace x by (x + a /
      x) / 2 until |x² − a| ≤ `tolerance` · a for every element. The steps have to be one loop of
      the graph, and one graph has to serve all inputs of one shape.
      """,
    hints: [
      "The number of steps is not known in advance, and a Swift loop cannot ask a symbolic tensor.",
      "`whileLoop` carries a list of tensors, here one. Its condition is one Boolean: should it "
        + "continue, if one element is good and another is not?",
      "Continue while `(abs(x * x - a) > tolerance * a).any()`.",
    ],
    tolerance: .within(1e-3, because: "what counts is the law"),
    mistakes: [
      Mistake(
        "TwentySteps",
        "The loop was unrolled into three operations a step, and large numbers need more steps: "
          + "let the graph decide."),
      Mistake(
        "StopsWithTheFirst",
        "The slowest element decides: continue while `any`, not `all`, are not good enough."
      ),
      Mistake(
        "AbsoluteTolerance",
        "Small numbers stop at once, and large ones never get there: compare with tolerance · a."),
    ],
    checks: [
      Check("one number", share: 1) { random in
        [Case(Tensor([random.number(2...9)], dtype: .float32), 1e-3), Case(Tensor([3e-6]), 1e-3)]
      },
      Check("numbers of all sizes", share: 2, isMandatory: true) { random in
        [
          Case(Tensor([1.0, random.number(100...900)], dtype: .float32), 1e-3),
          Case(Tensor([[3e-6, 1, 2e12], [5, 7e3, 0.1]], dtype: .float32), 1e-5),
          Case(random.tensor([4], in: 1...1e6, dtype: .float64), 1e-10),
        ]
      },
    ],
    law: { arguments, answer in
      let (a, tolerance): (Tensor, Double) = (try arguments.value(0), try arguments.value(1))
      let (graphs, operations): (Int, Int) = (try answer.value(2), try answer.value(3))
      if !(try answer.value(4) as Bool) {
        return "the graph has no loop: it was unrolled into \(operations) operations"
      }
      if graphs != 1 { return "there are \(graphs) graphs for one shape" }
      for (index, name) in ["eagerly", "traced"].enumerated() {
        let x: Tensor = try answer.value(index)
        guard x.shape == a.shape, x.dtype == a.dtype else {
          return "\(name): \(x.dtype) \(x.shape), but should be \(a.dtype) \(a.shape)"
        }
        for (x, a) in zip(x.doubles, a.doubles) {
          // The answer was rounded when it was compared, so a little more than the tolerance is
          // allowed.
          let isGood = abs(x * x - a) <= (1.001 * tolerance + 4e-7) * a
          if !isGood { return "\(name): \(Float(x))² is not near enough to \(Float(a))" }
        }
      }
      return nil
    },
    reference: { (a: Tensor, tolerance: Double) -> (Tensor, Tensor, Int, Int, Bool) in
      let roots = Tensor.of(a.doubles.map { $0.squareRoot() }, a.shape.dimensions, a.dtype)
      return (roots, roots, 1, 1, true)
    })
}
