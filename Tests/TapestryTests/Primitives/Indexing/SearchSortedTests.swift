import TestSupport
import Testing

@testable import Tapestry

struct SearchSortedTests {
  private static let operations: [String: TestedOperation] = [
    "left": .init { searchSorted($0, $1) },
    "right": .init { searchSorted($0, $1, side: .right) },
  ]

  @Test(arguments: OperationRecording.cases(of: "SearchSorted"))
  func `positions in sorted rows equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `large int64 numbers keep their last digit`() {
    let row = Tensor([Int.max - 2, Int.max - 1, Int.max], shape: [3])
    expectTensor(searchSorted(row, Tensor([Int.max - 1], shape: [1])), [1], [1])
  }

  @Test func `an empty row has one position`() {
    expectTensor(searchSorted(Tensor.zeros([0]), Tensor([1.0, 2.0])), [2], [0, 0])
    expectTensor(searchSorted(Tensor([1.0]), Tensor.zeros([0])), [0], [])
  }

  @Test func `a batch at once gives what a loop gives`() {
    let rows = sort(waves([3, 5]))
    let sought = waves([3, 4], 0.7)
    expectEqual(
      vectorizedMap({ searchSorted($0, $1) }, rows, sought),
      mapFn({ searchSorted($0, $1) }, rows, sought))
    expectEqual(
      vectorizedMap({ searchSorted($0, sought[0]) }, rows),
      mapFn({ searchSorted($0, sought[0]) }, rows))
  }

  @Test func `shapes and types that do not fit stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = searchSorted(Tensor([1, 2]), Tensor(1))
      },
      "searchSorted: values of shape () in rows of shape (2,)", "reshape one value to [1]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = searchSorted(Tensor([1, 2]), Tensor([1.0]))
      },
      "searchSorted: operands of different types, int32 and float32", "cure: cast one of them")
  }
}
