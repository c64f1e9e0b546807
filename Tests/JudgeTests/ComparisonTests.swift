import ExerciseKit
import Foundation
import Testing

@testable import Judge

@Suite struct ComparisonTests {
  private func difference(
    _ got: [Double], _ expected: [Double], shape: [Int]? = nil, _ tolerance: Tolerance = .exact
  ) -> String? {
    let array = { (numbers: [Double]) in
      Datum.array(NumberArray(kind: .float64, shape: shape ?? [numbers.count], numbers: numbers))
    }
    return firstDifference(.list([array(got)]), .list([array(expected)]), tolerance).map {
      "\($0.location) \($0.text)"
    }
  }

  @Test func `equal numbers do not differ, nor do two NaNs`() {
    #expect(difference([1, .nan, .infinity], [1, .nan, .infinity]) == nil)
    #expect(difference([1], [.nan]) != nil)
  }

  @Test func `minus zero is zero, except to the bit`() {
    #expect(difference([-0.0], [0]) == nil)
    #expect(difference([-0.0], [0], .bits) != nil)
  }

  @Test func `a tolerance is a fraction of the largest number`() {
    let tolerance = Tolerance.within(0.01, because: "test")
    #expect(difference([100, 0.9], [100, 0], tolerance) == nil)
    #expect(difference([100, 1.1], [100, 0], tolerance) != nil)
    #expect(difference([0.001], [0], tolerance) != nil)
  }

  @Test func `Booleans are compared in words, without a numeric reason`() {
    let bools = { (numbers: [Double]) in
      Datum.array(NumberArray(kind: .bool, shape: [2], numbers: numbers))
    }
    let found = firstDifference(.list([bools([0, 0])]), .list([bools([1, 1])]), .exact)
    #expect(found?.text == "false, expected true (and 1 more of 2 differ)")
  }

  @Test(arguments: [
    ([-1.0, -2, -3], "all signs are the other way round"),
    ([3.0, 6, 9], "all are 3 times too large"),
    ([3.0, 2, 1], "the order is the other way round"),
    ([2.0, 3, 4], "all are off by 1"),
    ([2.0, 1, 3], "the numbers are right, their order is not"),
  ])
  func `one reason for all differences is found`(_ got: [Double], _ reason: String) {
    #expect(difference(got, [1, 2, 3])?.hasSuffix(reason) == true)
  }

  @Test func `a table with rows and columns swapped is recognized`() {
    let text = difference([1, 3, 2, 4], [1, 2, 3, 4], shape: [2, 2])
    #expect(text?.contains("rows and columns are swapped") == true)
    #expect(text?.hasPrefix("[0, 1] 3, expected 2") == true)
  }

  @Test func `numbers that look equal are shown with the digits in which they differ`() {
    let (got, expected) = (Double(Float(0.1).nextUp), Double(Float(0.1)))
    #expect(difference([got], [expected]) == "[0] 0.100000009, expected 0.100000001")
    #expect(difference([1 + Double.ulpOfOne], [1]) == "[0] 1.0000000000000002, expected 1.0")
  }

  @Test func `shape comes before dtype, and dtype before numbers`() {
    let expected = NumberArray(kind: .float32, shape: [2], numbers: [1, 2])
    let shape = firstDifference(
      .list([.array(NumberArray(kind: .float64, shape: [1], numbers: [5]))]),
      .list([.array(expected)]), .exact)
    #expect(shape?.text == "the shape is (1,), but should be (2,)")
    let kind = firstDifference(
      .list([.array(NumberArray(kind: .float64, shape: [2], numbers: [5, 5]))]),
      .list([.array(expected)]), .exact)
    #expect(kind?.text == "the dtype is float64, but should be float32")
  }
}
