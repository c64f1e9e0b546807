import TestSupport
import Testing

@testable import Tapestry

struct BincountTests {
  private static let operations: [String: TestedOperation] = [
    "bincount": .init { bincount($0) },
    "bincount minLength 9": .init { bincount($0, minLength: 9) },
    "bincount maxLength 3": .init { bincount($0, maxLength: 3) },
    "bincount weights": .init { bincount($0, weights: $1) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Bincount"))
  func `counts equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `numbers of narrow types are counted, and none too`() {
    expectTensor(bincount(Tensor([200, 3, 200] as [UInt8]))[200], [], [2])
    expectTensor(bincount(Tensor([] as [Int32], shape: [0])), [0], [])
    expectTensor(bincount(Tensor([] as [Int32], shape: [0]), minLength: 2), [2], [0, 0])
    expectTensor(bincount(Tensor([Int.max], shape: [1]), maxLength: 2), [2], [0, 0])
    expectTensor(bincount(Tensor([1, 1, 5]), minLength: 8, maxLength: 3), [3], [0, 2, 0])
  }

  @Test func `with a fixed length it is traced, and mapped over a batch`() throws {
    let x = Tensor([[0, 2, 2], [1, 1, 5]])
    let function = Function("f") { (x: Tensor) in bincount(x, minLength: 3, maxLength: 3) }
    expectTensor(try function(x), [3], [1, 2, 2])
    expectTensor(
      vectorizedMap({ bincount($0, minLength: 3, maxLength: 3) }, x), [2, 3], [1, 0, 2, 0, 2, 0])
  }

  @Test func `weights have gradients`() throws {
    let x = Tensor([1, 1, 3])
    try checkBothPrecisions("bincount", at: [waves([3])]) { bincount(x, weights: square($0[0])) }
  }

  @Test func `what cannot be counted stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = bincount(Tensor([1, -2]))
      },
      "bincount: the number -2", "cure: count numbers from 0 on")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = bincount(Tensor([1.0]))
      },
      "bincount: the numbers are a float32 tensor", "cast(x, to: .int32)")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = bincount(Tensor([1]), weights: Tensor([1.0, 2.0]))
      },
      "bincount: weights of shape (2,) for numbers of shape (1,)", "one weight for each number")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = bincount(Tensor([1]), minLength: -3, maxLength: 2)
      },
      "bincount: at least -3 and at most 2 elements", "give lengths of 0 or more")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let function = Function("f") { (x: Tensor) in bincount(x) }
        _ = try function(Tensor([1]))
      },
      "bincount: the length of the result depends on values",
      "give minLength and maxLength the same number")
  }

  @Test func `numbers that are known give a graph its shape`() throws {
    let numbers = Tensor([1, 1, 3])
    let function = Function("f") { (weights: Tensor) in
      [bincount(numbers), cast(bincount(numbers, weights: weights), to: .int32)]
    }
    let results = try function(Tensor([2.0, 3.0, 4.0]))
    expectTensor(results[0], [4], [0, 2, 0, 1])
    expectTensor(results[1], [4], [0, 5, 0, 4])
  }
}
