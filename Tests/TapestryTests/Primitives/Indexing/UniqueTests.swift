import TestSupport
import Testing

@testable import Tapestry

struct UniqueTests {
  private static let operations: [String: TestedOperation] = [
    "values": .init { unique($0).values },
    "indices": .init { unique($0).indices },
    "counts": .init { unique($0).counts },
  ]

  @Test(arguments: OperationRecording.cases(of: "Unique"))
  func `unique elements equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test(arguments: DType.allCases)
  func `any type has unique elements, which the indices bring back`(dtype: DType) {
    let x = cast(Tensor([1, 0, 1, 1]), to: dtype)
    let (values, indices, counts) = unique(x)
    expectTensor(values, [2], [1, 0], dtype)
    expectEqual(gather(values, indices), x)
    expectTensor(counts, [2], [3, 1], .int32)
  }

  @Test func `zeros are equal and NaN is not`() {
    let (values, _, counts) = unique(Tensor([0.0, -0.0, .nan, .nan]))
    expectTensor(values, [3], [0, .nan, .nan])
    expectTensor(counts, [3], [2, 1, 1])
    expectTensor(unique(Tensor.zeros([0])).values, [0], [])
  }

  @Test func `the first of equal elements gets the gradient`() throws {
    let x = Tensor([2.0, 3.0, 2.0])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { square(unique(x).values) }
    expectTensor(try tape.gradient(y, x), [3], [4, 6, 0])
  }

  @Test func `matrices and graphs stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = unique(Tensor.ones([2, 2]))
      },
      "unique: a tensor of shape (2, 2)", "cure: make it a vector: reshape(x, [-1])")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let function = Function("f") { (x: Tensor) in unique(x).values }
        _ = try function(Tensor([1.0, -1.0]))
      },
      "unique: the number of different elements depends on values", "call it outside the graph")
  }
}
