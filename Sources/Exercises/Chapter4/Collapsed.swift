import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let collapsed = Exercise(
    "4.4", "Collapsed", "Two layers are one", section: "6", points: 10, difficulty: 2,
    signature: """
      func collapsed(_ layers: [(w: Tensor, b: Tensor)]) throws -> (w: Tensor, b: Tensor)
      """,
    adapter: """
      { (w: [Tensor], b: [Tensor]) -> (Tensor, Tensor) in
        let layers = zip(w, b).map { (w: $0, b: $1) }
        let result = try collapsed(layers)
        return (result.w, result.b)
      }
      """,
    results: ["w", "b"],
    statement: """
      The single layer x · w + b that computes the same as a sequence of such layers with nothing
      between them. There is at least one layer.
      """,
    hints: [
      "Put the first layer's output, x · w₁ + b₁, into the second one, and multiply out.",
      "(x · w₁ + b₁) · w₂ + b₂ = x · (w₁ · w₂) + (b₁ · w₂ + b₂).",
      """
      Go through the layers with a w and a b so far: the new w is `matmul(w, next.w)`, the new b the \
      old one through the next layer. b has one dimension: make it a row for the product.
      """,
    ],
    tolerance: .within(2e-5, because: "float32 has seven digits"),
    mistakes: [
      Mistake(
        "ReversedProduct",
        "The product is taken from the last layer to the first: the first kernel meets x first."),
      Mistake(
        "BiasesAdded", "A bias passes through the layers after it: b₁ has to be multiplied by w₂."),
      Mistake("LastBiasOnly", "Only the last layer's bias is left: earlier ones are lost."),
    ],
    checks: [
      Check("one layer, and two of one size") { random in
        [[1, 1], [3, 2], [2, 2, 2]].map { layersCase(&random, $0) }
      },
      Check("layers of many sizes", share: 2, isMandatory: true) { random in
        [[2, 3, 1], [1, 4, 2, 3], [3, 5, 4, 2, 6]].map { layersCase(&random, $0) }
      },
    ],
    reference: { (w: [Tensor], b: [Tensor]) -> (Tensor, Tensor) in
      let inputs = w[0].shape[0]
      // The output for zeros is the bias, and that for a single 1, less the bias, is a row of w.
      func output(_ x: [Double]) -> [Double] {
        zip(w, b).reduce(x) { x, layer in
          let (w, b) = (layer.0.doubles, layer.1.doubles)
          return b.indices.map { unit in
            x.indices.reduce(b[unit]) { $0 + x[$1] * w[$1 * b.count + unit] }
          }
        }
      }
      let bias = output([Double](repeating: 0, count: inputs))
      let rows = (0..<inputs).flatMap { input in
        zip(output((0..<inputs).map { $0 == input ? 1 : 0 }), bias).map { $0 - $1 }
      }
      return (Tensor.of(rows, [inputs, bias.count]), Tensor.of(bias, [bias.count]))
    })
}

private func layersCase(_ random: inout CaseRandom, _ sizes: [Int]) -> Case {
  Case(
    zip(sizes, sizes.dropFirst()).map { random.tensor([$0, $1]) },
    sizes.dropFirst().map { random.tensor([$0]) })
}
