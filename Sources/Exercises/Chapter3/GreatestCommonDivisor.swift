import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let greatestCommonDivisor = Exercise(
    "3.5", "GreatestCommonDivisor", "Euclid, converted", section: "6", points: 10, difficulty: 2,
    signature: """
      @AutoGraph
      func greatestCommonDivisor(_ a: Tensor, _ b: Tensor) throws -> Tensor
      """,
    adapter: """
      { (a: [Int], b: [Int]) -> ([Int], [Int], Int) in
          let function = Function("greatestCommonDivisor") { (a: Tensor, b: Tensor) in
            try greatestCommonDivisor(a, b)
          }
          var (eager, traced): ([Int], [Int]) = ([], [])
          for (a, b) in zip(a, b) {
            eager.append(Int(try greatestCommonDivisor(Tensor(a), Tensor(b)).number))
            traced.append(Int(try function(Tensor(a), Tensor(b)).number))
          }
          return (eager, traced, function.tracingCount)
        }
      """,
    results: ["eagerly", "traced", "graphs"],
    statement: """
      Euclid's algorithm with `while`: as long as b is not 0, replace (a, b) by (b, the remainder of
      a divided by b); the answer is a. `a` and `b` are single `int32` numbers, not negative, and
      not both 0. The macro turns the loop into a loop of the graph. The checks call the function
      for several pairs, eagerly and traced, where one graph should be enough.
      """,
    hints: [
      "Write it as for numbers: the macro makes the loop, as long as the condition and what the body "
        + "changes are tensors.",
      "Arguments are constants: begin with `var a = a` and `var b = b`.",
      "while b != 0 { let rest = a % b; a = b; b = rest }, and return a.",
    ],
    mistakes: [
      Mistake("OneIf", "Right where b divides a: one step is not enough. Repeat it."),
      Mistake(
        "NumbersTakenOut",
        "A symbolic tensor was asked for its value, which it lacks: compute with the tensors."),
      Mistake("ReturnsB", "Always 0: the loop ends when b is 0, and a is the answer."),
    ],
    checks: [
      Check("one pair", share: 1) { random in
        [(6, 3), (6, 4), (0, 5), (7, 0)].map { Case([$0], [$1]) }
      },
      Check("several pairs, one graph", share: 2, isMandatory: true) { random in
        (0..<3).map { _ in
          let factor = random.integer(1...30)
          let numbers = { (random: inout CaseRandom) in
            (0..<5).map { _ in factor * random.integer(1...99) }
          }
          return Case(numbers(&random), numbers(&random))
        }
      },
    ],
    reference: { (a: [Int], b: [Int]) -> ([Int], [Int], Int) in
      let divisors = zip(a, b).map { a, b in
        (1...max(a, b)).last { a % $0 == 0 && b % $0 == 0 }!
      }
      return (divisors, divisors, 1)
    })
}
