import TestSupport
import Testing

@testable import Tapestry

struct InTopKTests {
  private static let operations: [String: TestedOperation] = Dictionary(
    uniqueKeysWithValues: [0, 1, 2, 4].map { k in
      ("inTopK \(k)", TestedOperation { inTopK($0, $1, k) })
    })

  @Test(arguments: OperationRecording.cases(of: "InTopK"))
  func `classes among the largest scores are TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `scores may have any number of dimensions in front, also none`() throws {
    let scores = Tensor([0.1, 0.3, 0.6], dtype: .float64)
    #expect(inTopK(Tensor(1), scores, 2).scalar(as: Bool.self))
    #expect(!inTopK(Tensor(0), scores, 2).scalar(as: Bool.self))
    let classes = Tensor([[0, 1], [2, 0]], dtype: .int8)
    let rows = broadcast(scores, to: [2, 2, 3])
    expectEqual(inTopK(classes, rows, 1), Tensor([[false, false], [true, false]]))
    let traced = Function("f") { (classes: Tensor, rows: Tensor) in inTopK(classes, rows, 1) }
    expectEqual(try traced(classes, rows), Tensor([[false, false], [true, false]]))
    expectEqual(
      vectorizedMap({ [inTopK($0[0], $0[1], 1)] }, [classes, rows])[0],
      Tensor([[false, false], [true, false]]))
  }

  @Test func `classes that do not fit their scores stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = inTopK(Tensor([1, 2, 0]), Tensor([[0.1, 0.2], [0.3, 0.4]]), 1)
      },
      "inTopK: classes of shape (3,) for scores of shape (2, 2)", "one class for each row")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = inTopK(Tensor([1.0]), Tensor([[0.1, 0.2]]), 1)
      },
      "inTopK: the classes are a float32 tensor", "cure: cast them to integers")
  }
}
