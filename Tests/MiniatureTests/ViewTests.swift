import Testing

@testable import Miniature

@Suite struct ViewTests {
  @Test func `a transposed view reads the columns as rows`() {
    let view = View(rowMajor: [2, 3]).transposed
    #expect(elements(of: [1, 2, 3, 4, 5, 6], through: view) == [1, 4, 2, 5, 3, 6])
  }

  @Test func `a view of rank 0 has one element, at its offset`() {
    #expect(elements(of: [1, 2, 3], through: View(shape: [], strides: [], offset: 2)) == [3])
  }

  @Test func `a negative stride reads backwards, a stride of 0 again, an empty dimension nothing`()
  {
    let memory: [Float] = [1, 2, 3]
    #expect(elements(of: memory, through: View(shape: [3], strides: [-1], offset: 2)) == [3, 2, 1])
    #expect(elements(of: memory, through: View(shape: [2], strides: [0], offset: 1)) == [2, 2])
    #expect(elements(of: memory, through: View(shape: [2, 0], strides: [1, 1], offset: 0)) == [])
  }

  @Test(arguments: [[3, 5], [5, 3], [4, 4], [1, 7]])
  func `the diagonal of a view is the diagonal read element by element`(shape: [Int]) {
    let memory = (0..<100).map(Float.init)
    for view in [
      View(shape: shape, strides: [shape[1], 1], offset: 7),
      View(shape: shape, strides: [-shape[1], 2], offset: 60),
      View(shape: [1, shape[1]], strides: [0, 3], offset: 1).broadcast(to: shape),
    ] {
      let all = elements(of: memory, through: view)
      let expected = (0..<min(shape[0], shape[1])).map { all[$0 * shape[1] + $0] }
      #expect(elements(of: memory, through: diagonal(of: view)) == expected)
    }
  }

  @Test(
    arguments: [
      ([2, 3], [3], [2, 3]), ([3, 1], [1, 4], [3, 4]), ([], [2], [2]), ([1], [0], [0]),
      ([2, 3], [2], nil), ([4, 0], [3], nil),
    ] as [([Int], [Int], [Int]?)])
  func `two shapes broadcast from their last dimension`(a: [Int], b: [Int], expected: [Int]?) {
    #expect(broadcastShape(a, b) == expected)
    #expect(broadcastShape(b, a) == expected)
  }
}
