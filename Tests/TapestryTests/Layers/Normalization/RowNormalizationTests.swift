import Testing

@testable import Tapestry

struct RowNormalizationTests {
  private static let weights = [[], ["gamma"], ["beta"], ["gamma", "beta"]]

  private func rows(_ weights: [String]) -> RowNormalization {
    RowNormalization(
      epsilon: 1e-3, scales: weights.contains("gamma"), centers: weights.contains("beta"))
  }

  @Test(arguments: [[1, 1], [3, 17], [2, 5, 300], [300, 257]] as [Shape], weights)
  func `rows and their gradients are those of the definition`(_ shape: Shape, weights: [String]) {
    func values(_ shape: Shape, _ phase: Double) -> Tensor {
      cast(waves(shape, phase) + 2, to: .float32)
    }
    let (x, dy) = (values(shape, 0.7), values(shape, 1.1))
    let own = weights.indices.map { values([shape[-1]], 1.3 + Double($0)) }
    let row = rows(weights)
    let gradient = RowNormalizationGradient(epsilon: 1e-3, scales: row.scales)
    let gradientInputs = [x, dy] + (row.scales ? [own[0]] : [])
    let products = RowNormalizationProducts(epsilon: 1e-3)
    for (got, expected) in [
      (bind(row, [x] + own), row.definition([x] + own)),
      (bind(gradient, gradientInputs), gradient.definition(gradientInputs)),
      (bind(products, [x, dy]), products.definition([x, dy])),
    ] {
      #expect(got.spec == expected.spec)
      let scale = max(1, abs(expected).max().scalar(as: Float.self))
      #expect(abs(got - expected).max().scalar(as: Float.self) < 1e-4 * scale)
    }
  }

  @Test(arguments: weights)
  func `derivatives of any order are those of the definition in every way`(weights: [String])
    throws
  {
    let row = rows(weights)
    try checkEveryWay(
      "rows", at: [waves([2, 3])] + weights.indices.map { waves([3], 1.3 + Double($0)) }
    ) { inputs in
      bind(row, inputs)
    }
  }

  @Test func `rows without elements stay so`() {
    #expect(bind(rows([]), [Tensor.zeros([3, 0])]).shape == [3, 0])
    let products = RowNormalizationProducts(epsilon: 1e-3)
    #expect(bind(products, [Tensor.zeros([3, 0]), Tensor.zeros([3, 0])]).shape == [2, 0])
    let none = bind(products, [Tensor.zeros([0, 3]), Tensor.zeros([0, 3])])
    #expect((none == Tensor.zeros([2, 3])).all().scalar(as: Bool.self))
  }
}
