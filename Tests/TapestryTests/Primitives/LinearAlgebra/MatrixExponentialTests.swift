import TestSupport
import Testing

@testable import Tapestry

struct MatrixExponentialTests {
  /// TensorFlow scales less, so that its last digits are worse.
  @Test(arguments: OperationRecording.cases(of: "MatrixExponential"))
  func `exponentials and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    let largest = recorded.result.tensor
    let scale = abs(cast(largest, to: .float64)).max().number
    try check(
      recorded, ["matrixExponential": .init(ulps: 64, of: scale) { matrixExponential($0) }])
  }

  @Test(arguments: [1e-9, 0.01, 0.3, 1, 5, 30] as [Double])
  func `a turn by an angle has its cosine and sine, however large`(angle: Double) {
    let turn = matrixExponential(Tensor([[0, -angle], [angle, 0]], dtype: .float64))
    let (c, s) = (cos(Tensor(angle, dtype: .float64)), sin(Tensor(angle, dtype: .float64)))
    expectTensor(
      turn, [2, 2], [c.number, -s.number, s.number, c.number], tolerance: 1e-14 * max(1, angle))
  }

  @Test func `matrices of a batch are scaled each for itself`() {
    let a = diagonalMatrix(Tensor([[1e-6, 2], [300, -300], [0, 0]], dtype: .float64))
    let all = matrixExponential(a)
    for index in 0..<3 {
      let expected = diagonalMatrix(exp(diagonal(a[index])))
      let error = abs(all[index] - expected) / maximum(expected, 1)
      #expect(error.max().number < 1e-12, "matrix \(index)")
    }
  }

  @Test
  func `an element that is not finite leaves nothing of its matrix, and the others as they are`() {
    let a = Tensor(
      [[[.infinity, 0], [0, 1]], [[0, 1], [0, 0]], [[.nan, 0], [0, 0]]] as [[[Float]]])
    expectEqual(
      matrixExponential(a),
      Tensor(
        [[[.nan, .nan], [.nan, .nan]], [[1, 1], [0, 1]], [[.nan, .nan], [.nan, .nan]]]
          as [[[Float]]]))
  }

  @Test(arguments: [[1, 1], [3, 3], [2, 2, 2]] as [Shape])
  func `exponentials have derivatives in every way`(shape: Shape) throws {
    try checkEveryWay("matrixExponential", at: [waves(shape) * 2]) { matrixExponential($0[0]) }
  }

  @Test(arguments: [1e-30, 1e30] as [Double])
  func `gradients are exact however small or large what comes from above is`(size: Double) throws {
    let a = Tensor([[0.5, 1], [0.25, -0.5]], dtype: .float64)
    let tape = GradientTape(persistent: true)
    tape.watch(a)
    let y = tape.record { matrixExponential(a) }
    let weights = Tensor([[1, 2], [3, 4]], dtype: .float64)
    let plain = try tape.gradient(y, a, weights: weights)
    let scaled = try tape.gradient(y, a, weights: weights * size)
    #expect(abs(scaled / size - plain).max().number < 1e-14)
    let none = try tape.gradient(y, a, weights: weights * 0)
    expectTensor(none, [2, 2], [0, 0, 0, 0])
  }

  @Test func `matrices that are not square stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matrixExponential(Tensor.ones([2, 3]))
      },
      "matrixExponential: needs square matrices, got shape (2, 3)", "cure:")
  }
}
