import Testing

@testable import Tapestry

struct PseudoInverseTests {
  @Test(arguments: OperationRecording.cases(of: "PseudoInverse"))
  func `pseudo-inverses and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, ["pseudoInverse": .init(ulps: 32, of: 2) { pseudoInverse($0) }])
  }

  @Test(arguments: [[4, 3], [2, 3, 3], [2, 4]] as [Shape])
  func `pseudo-inverses have derivatives in every way`(shape: Shape) throws {
    try checkEveryWay("pseudoInverse", at: [waves(shape)]) { pseudoInverse($0[0]) }
  }

  @Test func `equal singular values have the right gradient`() throws {
    let a = 2 * Tensor.eye(3, columns: 2, dtype: .float64)
    try checkGradients("pseudoInverse", at: [a]) { pseudoInverse($0[0]) }
  }

  @Test func `a singular matrix has a pseudo-inverse`() {
    expectTensor(
      pseudoInverse(Tensor.ones([2, 2])), [2, 2], [0.25, 0.25, 0.25, 0.25], tolerance: 1e-6)
    expectTensor(pseudoInverse(Tensor.zeros([2, 3])), [3, 2], [0, 0, 0, 0, 0, 0])
    expectTensor(
      pseudoInverse(diagonalMatrix(Tensor([4.0, 1.0])), tolerance: 0.5), [2, 2], [0.25, 0, 0, 0])
  }
}
