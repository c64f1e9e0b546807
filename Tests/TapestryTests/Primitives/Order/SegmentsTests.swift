import TestSupport
import Testing

@testable import Tapestry

struct SegmentsTests {
  private static let operations: [String: TestedOperation] = [
    "segmentSum": .init(ulps: 0) { segmentSum($0, $1) },
    "segmentMean": .init(ulps: 1) { segmentMean($0, $1) },
    "segmentMax": .init(ulps: 0.5) { segmentMax($0, $1) },
    "segmentMin": .init(ulps: 0.5) { segmentMin($0, $1) },
    "segmentProd": .init(ulps: 1) { segmentProd($0, $1) },
    "unsortedSegmentSum": .init { unsortedSegmentSum($0, $1, count: 4) },
    "unsortedSegmentMean": .init(ulps: 1) { unsortedSegmentMean($0, $1, count: 4) },
    "unsortedSegmentMax": .init(ulps: 0.5) { unsortedSegmentMax($0, $1, count: 4) },
    "unsortedSegmentMin": .init(ulps: 0.5) { unsortedSegmentMin($0, $1, count: 4) },
    "unsortedSegmentProd": .init(ulps: 1) { unsortedSegmentProd($0, $1, count: 4) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Segments"))
  func `segments and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `segments have derivatives in every way`() throws {
    let (x, numbers) = (waves([5, 2]), Tensor([2, 0, -1, 2, 0]))
    try checkEveryWay("sum", at: [x]) { square(unsortedSegmentSum($0[0], numbers, count: 3)) }
    try checkEveryWay("mean", at: [x]) { square(unsortedSegmentMean($0[0], numbers, count: 3)) }
    try checkEveryWay("prod", at: [x + 2]) { unsortedSegmentProd($0[0], numbers, count: 3) }
    try checkEveryWay("max", at: [x]) {
      square(unsortedSegmentMax($0[0], numbers, count: 3)[.by(2)])
    }
    try checkEveryWay("min", at: [x]) {
      square(unsortedSegmentMin($0[0], numbers, count: 3)[.by(2)])
    }
    try checkEveryWay("sorted max", at: [x], isTwiceSmooth: false) { inputs in
      unsortedSegmentMax(inputs[0], Tensor([0, 0, 1, 1, 1]), count: 2)
    }
  }

  @Test func `each element of a batch has its own segments`() {
    let x = waves([3, 4])
    let numbers = Tensor([[0, 1, 1, -1], [2, 2, 0, 1], [1, 1, 1, 1]])
    for kind in [unsortedSegmentMax, unsortedSegmentProd, unsortedSegmentSum]
      as [(Tensor, Tensor, Int) -> Tensor]
    {
      expectEqual(
        vectorizedMap({ kind($0, $1, 3) }, x, numbers), mapFn({ kind($0, $1, 3) }, x, numbers))
    }
  }

  @Test func `a product with zeros has the gradients of its factors`() throws {
    let numbers = Tensor([0, 0, 1, 1, 2, 2])
    let x = Tensor([0.0, 3.0, 0.0, 0.0, 2.0, 5.0], dtype: .float64)
    try checkGradients("prod", at: [x]) { segmentProd($0[0], numbers) }
  }

  /// The product over all is the same as that over a single segment, but has another rule.
  @Test(arguments: [[2.0, 3, 5], [0, 3, 5], [0, 0, 5], [0, 0, 0], [0, -2, 0, 4]])
  func `a product with zeros has the second and third derivatives of its factors`(
    factors: [Double]
  ) throws {
    let x = Tensor(factors, shape: [factors.count])
    let segments = Tensor.zeros([factors.count], dtype: .int32)
    func derivatives(_ product: (Tensor) -> Tensor) throws -> [Tensor] {
      let tapes = (0..<3).map { _ in GradientTape(persistent: true) }
      for tape in tapes { tape.watch(x) }
      let second = try tapes[2].record {
        let first = try tapes[1].record {
          try tapes[0].gradient(tapes[0].record { product(x) }, x)
        }
        return try tapes[1].jacobian(first, x)
      }
      return [second, try tapes[2].jacobian(second, x)]
    }
    let expected = try derivatives { $0.prod() }
    for product in [
      { segmentProd($0, segments)[0] }, { unsortedSegmentProd($0, segments, count: 2)[0] },
    ] as [(Tensor) -> Tensor] {
      for (found, expected) in zip(try derivatives(product), expected) {
        #expect(abs(found - expected).max().number < 1e-4, "\(factors)")
      }
    }
  }

  @Test func `segments that are known give a graph its shape`() throws {
    let (x, segments) = (waves([4, 2]), Tensor([0, 0, 2, 2]))
    for reduce in [segmentSum, segmentMean, segmentMax, segmentMin, segmentProd]
      as [@Sendable (Tensor, Tensor) -> Tensor]
    {
      try checkEveryWay("sorted", at: [x], isTwiceSmooth: false) { reduce($0[0], segments) }
      let batch = waves([3, 4, 2])
      expectEqual(
        vectorizedMap({ reduce($0, segments) }, batch), mapFn({ reduce($0, segments) }, batch))
    }
  }

  @Test func `means of integers are those of sums that fit`() {
    let segments = Tensor([0, 0, 2, 2, 2])
    let bytes = Tensor([255, 254, 1, 0, 1] as [UInt8])
    expectTensor(
      unsortedSegmentMean(bytes, segments, count: 3), [3], [254.5, 0, 2.0 / 3],
      .float32, tolerance: 1e-6)
    expectTensor(segmentMean(bytes, segments), [3], [254, 0, 0], .uint8)
    let large = Tensor([Int32.max, Int32.max, -3, -2, -3])
    expectTensor(segmentMean(large, segments), [3], [Double(Int32.max), 0, -2], .int32)
  }

  @Test func `NaN reaches its segment only, and no segment none`() {
    let x = Tensor([1.0, .nan, 3.0])
    expectTensor(segmentMax(x, Tensor([0, 0, 1])), [2], [.nan, 3])
    expectTensor(segmentMin(x, Tensor([0, 0, 1])), [2], [.nan, 3])
    let infinite = Tensor([.infinity, -.infinity] as [Float])
    expectTensor(segmentMin(infinite, Tensor([0, 1])), [2], [.infinity, -.infinity])
    expectTensor(segmentMax(infinite, Tensor([0, 1])), [2], [.infinity, -.infinity])
    expectTensor(segmentSum(Tensor.zeros([0, 2]), Tensor([] as [Int32], shape: [0])), [0, 2], [])
    expectTensor(unsortedSegmentSum(x, Tensor([-1, -1, -1]), count: 0), [0], [])
    expectTensor(
      unsortedSegmentMax(Tensor([7, 8] as [Int8]), Tensor([-1, 130] as [Int16]), count: 131)[
        129...],
      [2], [-128, 8], .int8)
  }

  @Test func `segments that do not fit stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = segmentSum(Tensor([1, 2, 3]), Tensor([0, 1, 0]))
      },
      "segmentSum: segment 0 (element 2 of the segments) after segment 1",
      "cure: sort the segments from 0 on, or use unsortedSegmentSum")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = segmentMax(Tensor([1, 2]), Tensor([0.0, 1.0]))
      },
      "segmentMax: the segments are a float32 tensor", "cast(segments, to: .int32)")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = unsortedSegmentSum(Tensor([1, 2]), Tensor([0]), count: 2)
      },
      "unsortedSegmentSum: segments of shape (1,) for shape (2,)", "cure: give one segment ID")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = unsortedSegmentMax(Tensor([1, 2]), Tensor([0, 2]), count: 2)
      },
      "unsortedSegmentMax: segment 2 (element 1 of the segments) of 2", "cure: give a larger count")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let function = Function("f") { (segments: Tensor) in segmentSum(Tensor([1, 2]), segments) }
        _ = try function(Tensor([0, 1]))
      },
      "segmentSum: the number of segments depends on values", "cure: use unsortedSegmentSum")
  }
}
