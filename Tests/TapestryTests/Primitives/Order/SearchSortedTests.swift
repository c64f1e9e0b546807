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

  @Test(
    arguments: [DType.float16, .float32, .float64, .int8, .int32, .int64, .uint8],
    [0, 1, 2, 3, 15, 16, 17, 1000])
  func `positions are the numbers of elements in front`(dtype: DType, length: Int) {
    let row = cast(sort(Tensor((0..<length).map { ($0 &* 7919) % 97 }, shape: [length])), to: dtype)
    let values = cast(Tensor((0..<9000).map { $0 % 101 }, shape: [9000]), to: dtype)
    let elements = cast(row, to: .int64).scalars(as: Int.self)
    let wanted = cast(values, to: .int64).scalars(as: Int.self)
    let left = searchSorted(row, values).scalars(as: Int32.self)
    let right = searchSorted(row, values, side: .right).scalars(as: Int32.self)
    let isLeft = left == wanted.map { value in Int32(elements.count { $0 < value }) }
    let isRight = right == wanted.map { value in Int32(elements.count { $0 <= value }) }
    #expect(isLeft && isRight)
  }

  @Test func `as an element, NaN is larger than all numbers`() {
    let row = Tensor([1, 2, .nan, .nan] as [Float])
    let values = Tensor([1.5, 2, 3, .infinity] as [Float])
    expectTensor(searchSorted(row, values), [4], [1, 1, 2, 2], .int32)
    expectTensor(searchSorted(row, values, side: .right), [4], [1, 2, 2, 2], .int32)
  }
}
