import TestSupport
import Testing

@testable import Tapestry

struct MeshgridTests {
  @Test(arguments: OperationRecording.cases(of: "Meshgrid"))
  func `grids equal TensorFlow's`(recorded: RecordedCase) throws {
    let words = recorded.operation.split(separator: " ")
    let index = try #require(Int(words[1]))
    let indexing: MeshgridIndexing = words[3] == "xy" ? .xy : .ij
    try check(
      recorded, [recorded.operation: .init { x, _ in meshgrid(x, indexing: indexing)[index] }])
  }

  @Test func `one vector spans a line, and a scalar counts as a vector`() {
    expectTensor(meshgrid([Tensor([1, 2])])[0], [2], [1, 2])
    expectTensor(meshgrid([Tensor(3), Tensor([1, 2])])[0], [2, 1], [3, 3])
    #expect(meshgrid([]).isEmpty)
  }

  @Test func `grids have derivatives in every way`() throws {
    try checkEveryWay("meshgrid", at: [waves([2]), waves([3])]) {
      let grid = meshgrid($0)
      return square(grid[0]) * grid[1]
    }
  }

  @Test func `a matrix does not span a grid`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = meshgrid([Tensor([1]), Tensor.ones([2, 2])])
      },
      "meshgrid: vector 1 has shape (2, 2)", "cure: give vectors: reshape(x, [-1])")
  }
}
