import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let residualNetwork = Exercise(
    "4.10", "ResidualNetwork", "Around, and added", section: "11", points: 10, difficulty: 2,
    signature: "func residualNetwork(inputs: Int, width: Int, blocks: Int) throws -> Model",
    adapter: """
      { (inputs: Int, width: Int, blocks: Int, x: Tensor, weights: [Tensor]) -> (Int, Tensor) in
        setRandomSeed(1)
        let model = try residualNetwork(inputs: inputs, width: width, blocks: blocks)
        let parameters = model.parameterCount
        guard model.variables.map(\\.shape) == weights.map(\\.shape) else {
          return (parameters, model(x))
        }
        try model.setWeights(weights)
        return (parameters, model(x))
      }
      """,
    results: ["parameters", "y"],
    statement: """
      A model built on `Input`: first `Dense(width)`, then `blocks` times x + B(relu(A(x))) where A
      and B are layers `Dense(width)` of that block, then `Dense(1)`. Kernels and biases are filled
      with the case's weights, in the order of the layers.
      """,
    hints: [
      "Calling a layer on an `Input` gives what the next layer is called on.",
      "`Add()([a, b])` is a layer with two inputs. The block's input and its output go into it.",
      """
      Start with `var x = Dense(width)(input)`, and in a loop x = Add()([x, Dense(width)(Dense(width, \
      activation: .relu)(x))]). At the end `Model(inputs: input, outputs: Dense(1)(x))`.
      """,
    ],
    tolerance: .within(4e-5, because: "several products in a row, in float32"),
    mistakes: [
      Mistake(
        "OneBlockForAll",
        "Too few parameters: all blocks share the layers of one. Make two new layers in each round."
      ),
      Mistake(
        "NoSum", "The skip connection is missing: add the block's input to its layers' output."),
      Mistake(
        "ReluAfterTheSum",
        """
        An activation after the sum removes negative numbers: a block of zeros should pass \
        everything.
        """
      ),
    ],
    checks: [
      Check("one block or none") { random in
        [residualCase(&random, 1, 1, 0, 2), residualCase(&random, 2, 2, 1, 1)]
      },
      Check("several blocks", share: 2, isMandatory: true) { random in
        [residualCase(&random, 2, 3, 2, 4), residualCase(&random, 5, 4, 3, 2)]
      },
    ],
    reference: {
      (inputs: Int, width: Int, blocks: Int, x: Tensor, weights: [Tensor]) -> (Int, Tensor) in
      func layer(_ index: Int, _ x: [Double]) -> [Double] {
        let (kernel, bias) = (weights[2 * index].doubles, weights[2 * index + 1].doubles)
        return bias.indices.map { unit in
          x.indices.reduce(bias[unit]) { $0 + x[$1] * kernel[$1 * bias.count + unit] }
        }
      }
      let numbers = x.doubles
      let y = (0..<x.shape[0]).map { row in
        var values = layer(0, Array(numbers[row * inputs..<(row + 1) * inputs]))
        for block in 0..<blocks {
          let hidden = layer(2 * block + 1, values).map { max($0, 0) }
          values = zip(values, layer(2 * block + 2, hidden)).map { $0 + $1 }
        }
        return layer(2 * blocks + 1, values)[0]
      }
      return (weights.reduce(0) { $0 + $1.count }, Tensor.of(y, [y.count, 1]))
    })
}

private func residualCase(
  _ random: inout CaseRandom, _ inputs: Int, _ width: Int, _ blocks: Int, _ examples: Int
) -> Case {
  let sizes =
    [(inputs, width)] + (0..<2 * blocks).map { _ in (width, width) } + [(width, 1)]
  let weights = sizes.flatMap { [random.tensor([$0.0, $0.1]), random.tensor([$0.1])] }
  return Case(inputs, width, blocks, random.tensor([examples, inputs]), weights)
}
