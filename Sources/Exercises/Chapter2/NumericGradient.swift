import ExerciseKit
import Judge

extension Exercise {
  static let numericGradient = Exercise(
    "2.8", "NumericGradient", "By trying", section: "3", points: 10, difficulty: 2,
    signature: """
      func numericGradient(
        of f: ([Double]) -> Double, at x: [Double], step: Double
      ) throws -> [Double]
      """,
    adapter: """
      { (coefficients: [Double], powers: [[Int]], x: [Double], step: Double) -> ([Double], Int) in
          // The sum of coefficient · x₀ᵖ · x₁ᵖ · … over all terms.
          var calls = 0
          let polynomial = { (x: [Double]) -> Double in
            calls += 1
            var sum = 0.0
            for (coefficient, powers) in zip(coefficients, powers) {
              var term = coefficient
              for (number, power) in zip(x, powers) {
                for _ in 0..<power { term *= number }
              }
              sum += term
            }
            return sum
          }
          return (try numericGradient(of: polynomial, at: x, step: step), calls)
        }
      """,
    results: ["gradient", "calls of f"],
    statement: """
      For each element of `x`, the central difference (f(x + h) − f(x − h)) / 2h, where h = `step`
      is added to this element alone. Call `f` only twice for each element, since a large model is
      slow. In the checks `f` is a polynomial, given by the coefficient of each term and the powers
      of the elements in it.
      """,
    hints: [
      "A loop over the indices of x; in it a copy of x in which one element is changed.",
      "One copy with x[i] + step, one with x[i] − step. How far apart are these points?",
      "gradient[i] = (f(up) − f(down)) / (2 * step)",
    ],
    tolerance: .within(
      1e-9, plus: 1e-9, because: "differences in float64, divided by 0.01 or more"),
    mistakes: [
      Mistake(
        "OneSide",
        "Off by about step · f″ / 2: go to both sides, and the curvature cancels."),
      Mistake("DividedByStep", "Twice too large: the two points are 2 · step apart."),
      Mistake(
        "AllAtOnce",
        "Each number is the sum of all derivatives: move one element at a time."),
    ],
    checks: [
      Check("one element", share: 1) { random in
        [
          Case([1.0], [[2]], [3.0], 0.5),
          Case([2.0, -1], [[3], [1]], random.numbers(1), 0.25),
        ]
      },
      Check("several elements", share: 2, isMandatory: true) { random in
        [2, 3, 5].flatMap { count in
          [0.5, 0.01].map { step in
            let powers = (0..<3).map { _ in (0..<count).map { _ in random.integer(0...3) } }
            // A square of one element, so that one side and both sides differ.
            let all = [[2] + [Int](repeating: 0, count: count - 1)] + powers
            return Case(
              random.numbers(4, in: 0.5...2), all, random.numbers(count, in: -2...2), step)
          }
        }
      },
    ],
    reference: {
      (coefficients: [Double], powers: [[Int]], x: [Double], step: Double) -> ([Double], Int) in
      func polynomial(_ x: [Double]) -> Double {
        zip(coefficients, powers).reduce(0) { sum, term in
          sum
            + zip(x, term.1).reduce(term.0) { product, factor in
              (0..<factor.1).reduce(product) { power, _ in power * factor.0 }
            }
        }
      }
      let gradient = x.indices.map { index in
        var (up, down) = (x, x)
        up[index] += step
        down[index] -= step
        return (polynomial(up) - polynomial(down)) / (2 * step)
      }
      return (gradient, 2 * x.count)
    })
}
