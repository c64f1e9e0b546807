import TestSupport
import Testing

@testable import Tapestry

// Segments and sorted rows are tested beside the operations; see SegmentsTests, SearchSortedTests.

struct SegmentRulesTests {
  @Test func `replaced rows have derivatives in every way`() throws {
    try checkEveryWay("scatterUpdate", at: [waves([3, 2]), waves([2, 2], 0.7)]) {
      square(scatterUpdate($0[0], Tensor([2, 0]), $0[1]))
    }
  }

  @Test func `each element replaces rows at its own positions, the last of equals counts`() {
    let x = waves([3, 4, 2])
    let positions = Tensor([[0, 3], [2, 2], [1, 0]])
    let rows = waves([3, 2, 2], 0.7)
    expectEqual(
      vectorizedMap({ [scatterUpdate($0[0], $0[1], $0[2])] }, [x, positions, rows])[0],
      mapFn({ [scatterUpdate($0[0], $0[1], $0[2])] }, [x, positions, rows])[0])
    expectEqual(
      vectorizedMap({ scatterUpdate(x[0], $0, rows[0]) }, positions),
      mapFn({ scatterUpdate(x[0], $0, rows[0]) }, positions))
  }

  @Test func `a position out of range is not a row of the next element`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = vectorizedMap(
          { scatterUpdate(Tensor([1, 2]), $0, Tensor([5])) }, Tensor([[0], [2], [1]]))
      },
      "scatterUpdate: index 8 (element 1 of the indices) is out of range", "cure: use an index")
  }
}
