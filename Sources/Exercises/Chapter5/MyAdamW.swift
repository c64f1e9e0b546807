import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let myAdamW = Exercise(
    "5.7", "MyAdamW", "Decay beside the gradient", section: "7", points: 15, difficulty: 3,
    signature: "final class MyAdamW: Optimizer",
    body: """
      final class MyAdamW: Optimizer {
        init(rate: Double, decay: Double) {
          super.init(name: "MyAdamW", learningRate: rate)
          setHyper("weight_decay", decay)
        }

        override func createSlots(for variables: [Variable]) {
          // TODO: the slots m and v of each variable.
          unsolved()
        }

        override func update(_ variable: Variable, gradient: Tensor) {
          unsolved()
        }
      }
      """,
    adapter: """
      { (w: [Tensor], gradients: [[Tensor]], rate: Double, decay: Double, isTraced: Bool)
        -> ([Tensor], [String]) in
        let optimizer = MyAdamW(rate: rate, decay: decay)
        let variables = w.map { Variable($0) }
        let step = Function("step") { (gradients: [Tensor]) in
          optimizer.applyGradients(gradients, to: variables)
          return gradients[0]
        }
        for gradients in gradients {
          if isTraced {
            try step(gradients)
          } else {
            optimizer.applyGradients(gradients, to: variables)
          }
        }
        let slots = optimizer.weights.dropFirst().map { slot in
          String(slot.name.dropLast(2).split(separator: "/").last ?? "")
        }
        return (variables.map(\\.tensor), slots.sorted())
      }
      """,
    results: ["w", "slots"],
    without: ["AdamW", "Adam"],
    statement: """
      Adam with β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁷, and with decoupled weight decay: w ← w − rate ·
      (Adam's direction + decay · w), where the direction is the corrected m over the root of the
      corrected v. It works within a `Function`, too. Its slots are called m and v.
      """,
    hints: [
      """
      `slot("m", for: variable)` makes a slot when it is first asked for. `hyper("weight_decay")`, \
      `rate()` and `step()` are tensors, which a graph reads again in each run.
      """,
      """
      `step()` counts from 1. A Swift number that you count up yourself would be a constant of the \
      graph.
      """,
      """
      Assign 0.9 · m + 0.1 · gradient to m, the same for v with squares, divide each by 1 − βᵗ, \
      `pow(0.9, t)`, and subtract rate · (m / (√v + ε) + decay · variable) from the variable.
      """,
    ],
    tolerance: .within(
      4e-5, plus: 4e-6, because: "roots and powers in float32, and either position of epsilon"),
    mistakes: [
      Mistake(
        "DecayInTheGradient",
        "That is an L2 penalty: as a part of the gradient, Adam divides the decay away again."),
      Mistake(
        "WithoutTheRate",
        "The weights vanish within a few steps: the decay is multiplied by the rate."),
      Mistake(
        "CountsFromZero", "nan in the first step: 1 − β⁰ is 0, so steps are counted from 1."),
    ],
    checks: [
      Check("a step") { random in
        [adamWCase(&random, [[2]], 1, false), adamWCase(&random, [[1], [2, 3]], 1, false)]
      },
      Check("several steps", isMandatory: true) { random in
        [adamWCase(&random, [[3]], 4, false), adamWCase(&random, [[1, 2], [4]], 6, false)]
      },
      Check("within a Function") { random in [adamWCase(&random, [[2, 2], [3]], 5, true)] },
    ],
    reference: {
      (w: [Tensor], gradients: [[Tensor]], rate: Double, decay: Double, _: Bool)
        -> ([Tensor], [String]) in
      let moved = w.indices.map { index in
        var values = w[index].doubles
        var m = values.map { _ in 0.0 }
        var v = m
        var (share1, share2) = (1.0, 1.0)
        for gradients in gradients {
          (share1, share2) = (share1 * 0.9, share2 * 0.999)
          for (element, g) in gradients[index].doubles.enumerated() {
            m[element] = 0.9 * m[element] + 0.1 * g
            v[element] = 0.999 * v[element] + 0.001 * g * g
            let root = (v[element] / (1 - share2)).squareRoot() + 1e-7
            values[element] -= rate * (m[element] / (1 - share1) / root + decay * values[element])
          }
        }
        return Tensor.of(values, w[index].shape.dimensions)
      }
      let names = w.map { _ in "m" } + w.map { _ in "v" }
      return (moved, names)
    })
}

private func adamWCase(
  _ random: inout CaseRandom, _ shapes: [[Int]], _ steps: Int, _ isTraced: Bool
) -> Case {
  // No gradient is near 0, where the two positions of epsilon would differ.
  let gradients = (0..<steps).map { _ in
    shapes.map { shape in
      let numbers = random.numbers(shape.reduce(1, *), in: 0.05...1)
      return Tensor.of(numbers.map { random.integer(0...1) == 0 ? -$0 : $0 }, shape)
    }
  }
  return Case(shapes.map { random.tensor($0) }, gradients, 0.05, 0.4, isTraced)
}
