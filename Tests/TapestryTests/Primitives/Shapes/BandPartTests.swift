import TestSupport
import Testing

@testable import Tapestry

struct BandPartTests {
  @Test(arguments: OperationRecording.cases(of: "BandPart"))
  func `bands equal TensorFlow's`(recorded: RecordedCase) throws {
    let words = recorded.operation.split(separator: " ").dropFirst().map { Int($0)! }
    let (lower, upper) = (words[0], words[1])
    try check(
      recorded,
      [
        recorded.operation: .init {
          bandPart($0, lower: lower < 0 ? nil : lower, upper: upper < 0 ? nil : upper)
        }
      ])
  }

  @Test func `any number of diagonals may be kept`() {
    expectTensor(bandPart(Tensor([[1, 2]]), lower: Int.max, upper: Int.max), [1, 2], [1, 2])
  }

  @Test func `bands have derivatives in every way`() throws {
    try checkEveryWay("bandPart", at: [waves([2, 3, 4])]) {
      square(bandPart($0[0], lower: 1, upper: 0))
    }
  }

  @Test func `vectors and negative numbers stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = bandPart(Tensor([1, 2]), lower: 0, upper: 0)
      },
      "bandPart: needs matrices, got shape (2,)", "diagonalMatrix makes a matrix of a vector")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = bandPart(Tensor([[1, 2]]), lower: -1, upper: 0)
      },
      "bandPart: -1 diagonals below and 0 above the main one", "nil to keep all")
  }
}
