import TestSupport
import Testing

@testable import Tapestry

struct CumulativeLogSumExpTests {
  private static let operations: [String: TestedOperation] = [
    "cumulativeLogSumExp axis 0": .init(ulps: 4, of: 1) { cumulativeLogSumExp($0) },
    "cumulativeLogSumExp axis 1 reverse": .init(ulps: 4, of: 1) {
      cumulativeLogSumExp($0, axis: 1, reverse: true)
    },
  ]

  @Test(arguments: OperationRecording.cases(of: "CumulativeLogSumExp"))
  func `running sums of powers equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  // A single row is folded one element after the other, rows and columns side by side.
  @Test(arguments: [1, 7, 8, 65, 130], [1, 255, 256, 257, 600])
  func `rows and columns are folded as one row is`(count: Int, length: Int) {
    var numbers = (30 * waves([count, length])).scalars(as: Double.self)
    for (row, element) in [(1, Double.infinity), (3, -.infinity), (5, .nan)] {
      if row * length < numbers.count { numbers[row * length] = element }
    }
    for dtype in [DType.float32, .float64] {
      let x = cast(Tensor(numbers, shape: [count, length]), to: dtype)
      for (exclusive, reverse) in [(false, false), (true, false), (false, true), (true, true)] {
        func folds(_ x: Tensor, _ axis: Int) -> Tensor {
          cumulativeLogSumExp(x, axis: axis, exclusive: exclusive, reverse: reverse)
        }
        let expected = stack((0..<count).map { folds(x[$0], 0) })
        expectEqual(folds(x, 1), expected)
        expectEqual(transpose(folds(transpose(x), 0)), expected)
      }
    }
  }

  @Test func `large numbers do not overflow, and an empty sum is -infinity`() {
    expectTensor(
      cumulativeLogSumExp(Tensor([1000.0, 1000.0, -.infinity], dtype: .float64), exclusive: true),
      [3], [-.infinity, 1000, 1000.6931471805599], tolerance: 1e-10)
    expectTensor(
      cumulativeLogSumExp(Tensor([-.infinity, .infinity, 1.0])), [3],
      [-.infinity, .infinity, .infinity])
  }

  @Test func `sums that are empty bring back no NaN`() throws {
    let x = Tensor([-.infinity, 0.0, 0.0], dtype: .float64)
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { cumulativeLogSumExp(x)[1...] }
    expectTensor(try tape.gradient(y, x), [3], [0, 1.5, 0.5], tolerance: 1e-12)
  }

  @Test func `running sums of powers have derivatives in every way`() throws {
    try checkEveryWay("cumulativeLogSumExp", at: [waves([3, 4])]) {
      cumulativeLogSumExp($0[0], axis: 1)
    }
    try checkEveryWay("from the end", at: [waves([3, 4])]) {
      cumulativeLogSumExp($0[0], reverse: true)
    }
    try checkEveryWay("without the element", at: [waves([3, 4])]) {
      cumulativeLogSumExp($0[0], exclusive: true)[1...]
    }
  }

  @Test func `of integers it stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = cumulativeLogSumExp(Tensor([1, 2]))
      },
      "cumulativeLogSumExp: needs floating-point numbers, got int32", "cure: cast first")
  }
}
