import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (diagonal) and TensorFlow's (linalg.diag, linalg.trace).

@Test func `diagonal takes the diagonal of each matrix`() {
  let x = counting([2, 3, 4])
  expectTensor(diagonal(x), [2, 3], [0, 5, 10, 12, 17, 22])
  expectTensor(diagonal(transpose(x, [0, 2, 1])), [2, 3], [0, 5, 10, 12, 17, 22])
  expectTensor(diagonal(x[.ellipsis, 1...]), [2, 3], [1, 6, 11, 13, 18, 23])
  expectTensor(diagonal(Tensor.zeros([2, 0])), [0], [])
}

@Test(arguments: DType.allCases)
func `a diagonal of any type makes a matrix`(dtype: DType) {
  let x = cast(Tensor([[1, 0], [1, 1]]), to: dtype)
  expectTensor(diagonalMatrix(x), [2, 2, 2], [1, 0, 0, 0, 1, 0, 0, 1], dtype)
  expectTensor(diagonalMatrix(strided(x)), [2, 2, 2], [1, 0, 0, 0, 1, 0, 0, 1], dtype)
  expectTensor(diagonal(diagonalMatrix(x)), [2, 2], [1, 0, 1, 1], dtype)
}

@Test func `trace sums the diagonal`() {
  expectTensor(trace(counting([2, 3, 4])), [2], [15, 51])
  expectTensor(trace(Tensor([[1, 2], [3, 4]])), [], [5], .int32)
}

@Test(arguments: OperationRecording.cases(of: "Diagonals"))
func `matrices with another diagonal and their gradients equal TensorFlow's`(
  recorded: RecordedCase
) throws {
  try check(recorded, ["setDiagonal": .init { setDiagonal($0, $1) }])
}

@Test(arguments: DType.allCases)
func `setDiagonal changes the diagonal of wide and tall matrices`(dtype: DType) {
  let (x, d) = (
    cast(Tensor([[0, 0, 0], [1, 1, 1]]), to: dtype), cast(Tensor([1, 0]), to: dtype)
  )
  expectTensor(setDiagonal(x, d), [2, 3], [1, 0, 0, 1, 0, 1], dtype)
  expectTensor(setDiagonal(transpose(x), d), [3, 2], [1, 1, 0, 0, 0, 1], dtype)
}

@Test func `diagonals have gradients`() throws {
  let x = sin(counting([2, 3, 2]))
  try checkBothPrecisions("diagonal", at: [x]) { diagonal($0[0]) }
  try checkBothPrecisions("diagonalMatrix", at: [x]) { diagonalMatrix($0[0]) }
  try checkBothPrecisions("trace", at: [x]) { trace($0[0]) }
  try checkEveryWay("setDiagonal", at: [x, waves([2, 2])]) { setDiagonal($0[0], $0[1]) }
  try checkSecondDerivative("diagonal", at: [x]) { square(diagonal($0[0])) }
  try checkSecondDerivative("diagonalMatrix", at: [x]) { square(diagonalMatrix($0[0])) }
}

@Test func `diagonals say what does not fit`() async {
  let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = diagonal(Tensor([1, 2]))
  }
  #expect(message(vector).contains("diagonal: needs a matrix, got shape (2,)"))
  let scalar = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = diagonalMatrix(Tensor(1))
  }
  #expect(message(scalar).contains("diagonalMatrix: axis -1 of a scalar"))
  let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = setDiagonal(Tensor([[1, 2], [3, 4]]), Tensor([1, 2, 3]))
  }
  #expect(
    message(other).contains(
      "setDiagonal: a diagonal of shape (3,) for matrices of shape (2, 2)\n  cure: give a diagonal "
        + "of shape (2,)"))
}
