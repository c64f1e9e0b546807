import Testing

@testable import Tapestry

struct RowNormalizationTests {
  @Test(arguments: [[1, 1], [3, 17], [2, 5, 300]] as [Shape])
  func `rows and their gradients are those of the definition`(_ shape: Shape) {
    let (x, dy) = (cast(waves(shape) + 2, to: .float32), cast(waves(shape, 1.1), to: .float32))
    let row = RowNormalization(epsilon: 1e-3)
    let gradient = RowNormalizationGradient(epsilon: 1e-3)
    for (got, expected) in [
      (bind(row, [x]), row.definition([x])),
      (bind(gradient, [x, dy]), gradient.definition([x, dy])),
    ] {
      #expect(got.spec == expected.spec)
      #expect(abs(got - expected).max().scalar(as: Float.self) < 1e-4)
    }
  }

  @Test func `derivatives of any order are those of the definition in every way`() throws {
    try checkEveryWay("rows", at: [waves([2, 3])]) { inputs in
      bind(RowNormalization(epsilon: 1e-3), inputs)
    }
  }

  @Test func `rows without elements stay so`() {
    #expect(bind(RowNormalization(epsilon: 1e-3), [Tensor.zeros([3, 0])]).shape == [3, 0])
  }
}
