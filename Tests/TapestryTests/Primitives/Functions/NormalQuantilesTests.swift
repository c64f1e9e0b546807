import TestSupport
import Testing

@testable import Tapestry

struct NormalQuantilesTests {
  private static let operations: [String: TestedOperation] = [
    "erfinv": .init(ulps: 8, of: 1) { erfinv($0) },
    "ndtri": .init(ulps: 8) { ndtri($0) },
  ]

  @Test(arguments: OperationRecording.cases(of: "NormalQuantiles"))
  func `quantiles and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `quantiles undo the error function, also far out in the tail`() {
    let x = Tensor([0, 1e-300, 1e-8, 0.3, 0.7, 1.1, 1.9], dtype: .float64)
    expectEqual(erfinv(erf(x)), x, ulps: 32)
    expectEqual(erfinv(erf(-x)), -x, ulps: 32)
    // Rounded from 40 digits (mpmath 1.3).
    let p = Tensor([1e-300, 1e-100, 1e-20, 0.025, 0.3], dtype: .float64)
    let quantiles = Tensor(
      [
        -37.0470962993612, -21.273453560965326, -9.262340089798407, -1.9599639845400543,
        -0.5244005127080408,
      ], dtype: .float64)
    expectEqual(ndtri(p), quantiles, ulps: 8)
  }

  @Test func `quantiles have derivatives of any order, in every way`() throws {
    let x = waves([2, 3]) * 0.4
    try checkEveryWay("erfinv", at: [x]) { erfinv($0[0]) }
    try checkEveryWay("ndtri", at: [x + 0.5]) { ndtri($0[0]) }
  }

  @Test func `where a quantile is infinite, a gradient of 0 stays 0`() throws {
    let p = Tensor([0.0, 0.5, 1.0])
    let tape = GradientTape()
    tape.watch(p)
    let y = tape.record { select(p == 0.5, ndtri(p) + erfinv(2 * p - 1), 0) }
    expectTensor(
      try tape.gradient(y, p), [3], [0, 2.5066282746 + 1.7724538509, 0], tolerance: 1e-6)
  }

  @Test func `ndtri of integers stops with a cast as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = ndtri(Tensor([1, 2]))
      },
      "ndtri: not defined for int32", "cure: cast first: cast(x, to: .float32)")
  }
}
