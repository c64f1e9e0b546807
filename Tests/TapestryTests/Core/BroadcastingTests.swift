import TestSupport
import Testing

@testable import Tapestry

struct BroadcastingTests {
  @Test(arguments: [
    ([2, 3], [3], [2, 3]), ([2, 1], [1, 3], [2, 3]), ([], [4], [4]), ([2, 0], [1], [2, 0]),
    ([5, 1, 2], [4, 1], [5, 4, 2]), ([1], [0], [0]),
  ])
  func `shapes broadcast as NumPy's do, in either order`(a: [Int], b: [Int], result: [Int]) {
    #expect(Shape.broadcast(Shape(a), Shape(b)) == Shape(result))
    #expect(Shape.broadcast(Shape(b), Shape(a)) == Shape(result))
  }

  @Test(arguments: [([2, 3], [2]), ([2], [3]), ([2, 0], [2, 3]), ([1, 2, 3], [3, 3])])
  func `other shapes do not`(a: [Int], b: [Int]) {
    #expect(Shape.broadcast(Shape(a), Shape(b)) == nil)
  }

  @Test func `the message aligns wide dimensions and marks each that does not fit`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.ones([10, 2, 300]) * Tensor.ones([3, 30])
      },
      "*: shapes (10, 2, 300) and (3, 30) do not broadcast:\n    10 2 300\n       3  30\n       ^   ^",
      "cure: make the marked dimensions equal")
  }
}
