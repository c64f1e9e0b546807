import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let myDense = Exercise(
    "4.2", "MyDense", "A layer that waits", section: "4", points: 15, difficulty: 2,
    signature: "final class MyDense: Layer",
    body: """
      final class MyDense: Layer {
        private let units: Int
        // TODO: the kernel and the bias.

        init(_ units: Int) {
          self.units = units
          super.init()
        }

        override func build(inputShape: Shape) {
          unsolved()
        }

        override func call(_ x: Tensor) -> Tensor {
          unsolved()
        }
      }
      """,
    adapter: """
      { (units: Int, x: Tensor, kernel: Tensor, bias: Tensor) -> (Int, [[Int]], Bool, Bool, Tensor) in
        setRandomSeed(1)
        let layer = MyDense(units)
        let before = layer.variables.count
        layer.ensureBuilt(for: x.shape)
        if layer.variables.isEmpty { _ = layer(x) }
        let variables = layer.variables
        let shapes = variables.map(\\.shape.dimensions)
        guard shapes == [kernel.shape.dimensions, bias.shape.dimensions] else {
          return (before, shapes, false, false, x)
        }
        func numbers(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }
        let limit = (6 / Float(kernel.shape[0] + units)).squareRoot()
        let largest = numbers(variables[0].tensor).map { abs($0) }.max() ?? 0
        let isGlorot = largest <= limit && (kernel.count < 30 || largest > limit / 2)
        let isZero = numbers(variables[1].tensor).allSatisfy { $0 == 0 }
        let isSame = numbers(layer(x)) == numbers(layer(x))
        for (variable, value) in zip(variables, [kernel, bias]) { variable.assign(value) }
        return (before, shapes, isGlorot && isZero, isSame, layer(x))
      }
      """,
    results: [
      "variables before the first call", "shapes", "Glorot and zeros", "two calls agree", "y",
    ],
    piece: "dense = { units, seed in EngineLayer(MyDense(units), seed: seed) }",
    without: ["Dense"],
    statement: """
      The layer x · kernel + bias. It learns the size of its inputs, the last dimension of x, from
      the first call, and creates its weights then and only then: a kernel drawn by Glorot's rule,
      which is what `addWeight` does unless told otherwise, and a bias of zeros.
      """,
    hints: [
      """
      `build(inputShape:)` is called once, before the first `call`. That is the place for \
      `addWeight`.
      """,
      """
      Declare `private var kernel: Variable!` and the same for the bias: they are not read before \
      they are built.
      """,
      """
      The kernel has the shape [inputShape[-1], units], the bias [units] and the initializer \
      `.zeros`; `call` returns `matmul(x, kernel) + bias`.
      """,
    ],
    tolerance: .within(2e-5, because: "float32 has seven digits"),
    mistakes: [
      Mistake(
        "KernelOfUnits",
        """
        It works only for as many inputs as units: a kernel has a row for each input and a column \
        for each unit.
        """
      ),
      Mistake(
        "BuiltInCall",
        """
        Two calls on one input differ, since the weights are drawn again in each: make them in \
        `build`.
        """
      ),
      Mistake(
        "BiasPerInput", "The bias has the size of the inputs. It is added to the outputs."),
    ],
    checks: [
      Check("as many units as inputs") { random in [denseCase(&random, 3, [1, 3])] },
      Check("other sizes", share: 2, isMandatory: true) { random in
        [(2, [1, 1]), (1, [3, 4]), (5, [2, 3]), (8, [3, 6])].map { denseCase(&random, $0.0, $0.1) }
      },
      Check("three dimensions") { random in [denseCase(&random, 4, [2, 5, 3])] },
    ],
    reference: {
      (units: Int, x: Tensor, kernel: Tensor, bias: Tensor)
        -> (Int, [[Int]], Bool, Bool, Tensor) in
      let inputs = x.shape[-1]
      let (numbers, k, b) = (x.doubles, kernel.doubles, bias.doubles)
      var y: [Double] = []
      for row in 0..<numbers.count / inputs {
        for unit in 0..<units {
          y.append(
            (0..<inputs).reduce(b[unit]) { $0 + numbers[row * inputs + $1] * k[$1 * units + unit] })
        }
      }
      let shape = Array(x.shape.dimensions.dropLast()) + [units]
      return (0, [[inputs, units], [units]], true, true, Tensor.of(y, shape))
    })
}

private func denseCase(_ random: inout CaseRandom, _ units: Int, _ shape: [Int]) -> Case {
  let inputs = shape.last!
  return Case(units, random.tensor(shape), random.tensor([inputs, units]), random.tensor([units]))
}
