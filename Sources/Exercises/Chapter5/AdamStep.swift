import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let adamStep = Exercise(
    "5.6", "AdamStep", "Adam, with its correction", section: "6", points: 15, difficulty: 2,
    signature: """
      func adamStep(
        _ w: Tensor, m: Tensor, v: Tensor, gradient: Tensor, t: Int, rate: Double, beta1: Double,
        beta2: Double, epsilon: Double
      ) throws -> (w: Tensor, m: Tensor, v: Tensor)
      """,
    piece: """
      adamStep = { w, m, v, gradient, t, rate, beta1, beta2, epsilon in
        let next = try! adamStep(
          w.tensor, m: m.tensor, v: v.tensor, gradient: gradient.tensor, t: t, rate: Double(rate),
          beta1: Double(beta1), beta2: Double(beta2), epsilon: Double(epsilon))
        return (next.w.miniature, next.m.miniature, next.v.miniature)
      }
      """,
    without: ["Adam"],
    statement: """
      One step of Adam: the new weights and the new averages of the gradient and of its square.
      `t` counts the steps from 1.
      """,
    hints: [
      """
      The averages begin at 0, so the first ones are too small: that is what the correction is \
      for.
      """,
      """
      m keeps beta1 of itself and takes 1 - beta1 of the gradient; v does the same with beta2 \
      and g².
      """,
      """
      Divide m by 1 - beta1ᵗ and v by 1 - beta2ᵗ, then subtract rate · m / (√v + epsilon) from w. \
      Return the averages without the correction.
      """,
    ],
    tolerance: .within(
      2e-5,
      because: "epsilon in either position is Adam, and they differ by less for these gradients"),
    mistakes: [
      Mistake(
        "NoCorrection",
        "The first step is three times too long: divide m by 1 - beta1ᵗ and v by 1 - beta2ᵗ."),
      Mistake("EpsilonForTheRoot", "The step is divided by v and not by its root."),
      Mistake(
        "BetasSwapped",
        "m should forget within ten steps and v within a thousand: the betas are swapped."),
    ],
    checks: [
      Check("the first step") { random in
        [[1], [3], [2, 3]].map { adamCase(&random, $0, t: 1) }
      },
      Check("later steps", isMandatory: true) { random in
        [2, 10, 1000].flatMap { t in [[2], [4, 3]].map { adamCase(&random, $0, t: t) } }
      },
    ],
    reference: {
      (
        w: Tensor, m: Tensor, v: Tensor, gradient: Tensor, t: Int, rate: Double, beta1: Double,
        beta2: Double, epsilon: Double
      ) -> (Tensor, Tensor, Tensor) in
      func numbers(_ x: Tensor) -> [Double] { x.scalars(as: Float.self).map { Double($0) } }
      let g = numbers(gradient)
      let newM = zip(numbers(m), g).map { beta1 * $0 + (1 - beta1) * $1 }
      let newV = zip(numbers(v), g).map { beta2 * $0 + (1 - beta2) * $1 * $1 }
      let share1 = 1 - power(beta1, t)
      let share2 = 1 - power(beta2, t)
      let newW = zip(numbers(w), zip(newM, newV)).map { w, averages in
        w - rate * (averages.0 / share1) / ((averages.1 / share2).squareRoot() + epsilon)
      }
      let tensor = { (numbers: [Double]) in
        Tensor(numbers.map { Float($0) }, shape: w.shape)
      }
      return (tensor(newW), tensor(newM), tensor(newV))
    })
}

private func power(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { product, _ in product * base }
}

/// A case with gradients from 0.01 up, and averages that fit them.
private func adamCase(_ random: inout CaseRandom, _ shape: [Int], t: Int) -> Case {
  let count = shape.reduce(1, *)
  func tensor(_ numbers: [Double]) -> Tensor {
    Tensor(numbers.map { Float($0) }, shape: Shape(shape))
  }
  let signs = (0..<count).map { _ in random.integer(0...1) == 0 ? -1.0 : 1 }
  let gradient = zip(signs, random.numbers(count, in: 0.01...1)).map { $0 * $1 }
  let m = t == 1 ? gradient.map { _ in 0 } : random.numbers(count, in: -0.5...0.5)
  let v = t == 1 ? gradient.map { _ in 0 } : random.numbers(count, in: 0.01...0.5)
  return Case(
    tensor(random.numbers(count)), tensor(m), tensor(v), tensor(gradient), t, 0.1, 0.9, 0.999, 1e-7)
}
