import TestSupport
import Testing

@testable import Tapestry

struct ShapeTests {
  @Test func `a shape prints as Python prints a tuple`() {
    #expect("\([] as Shape) \([3] as Shape) \([2, 3] as Shape)" == "() (3,) (2, 3)")
  }

  @Test func `a shape counts dimensions and elements`() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.rank == 3 && shape.elementCount == 24)
    #expect(shape[0] == 2 && shape[-1] == 4)
    #expect(([] as Shape).elementCount == 1 && ([2, 0] as Shape).elementCount == 0)
    #expect(shape.contiguousStrides == [12, 4, 1])
  }

  @Test func `a negative dimension stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([2, -1])
      },
      "Shape: [2, -1] has the negative dimension -1", "cure: give each dimension zero or more")
  }

  @Test func `a dimension that does not exist stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([2, 3]).shape[2]
      },
      "Shape: axis 2 is out of range for shape (2, 3)", "cure: use an axis")
  }

  @Test func `more elements than can be counted stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([1 << 40, 1 << 40])
      },
      "Shape: (1099511627776, 1099511627776) has more elements than Int can count",
      "cure: make a dimension smaller")
  }
}
