import TestSupport
import Testing

@testable import Tapestry

struct StatisticsTests {
  private static func statistic(
    ulps: Double, _ compute: @escaping @Sendable (Tensor, (any AxesConvertible)?) -> Tensor
  ) -> TestedOperation {
    TestedOperation(ulps: ulps) { inputs, recorded in compute(inputs[0], recorded.axes) }
  }

  private static let operations: [String: TestedOperation] = [
    "variance": statistic(ulps: 4) { $0.variance(axis: $1) },
    "standardDeviation": statistic(ulps: 4) { $0.standardDeviation(axis: $1) },
    "norm": statistic(ulps: 2) { $0.norm(axis: $1) },
    "logSumExp": statistic(ulps: 4) { $0.logSumExp(axis: $1) },
    "l2Normalize axis None": .init(ulps: 4) { l2Normalize($0) },
    "l2Normalize axis 0": .init(ulps: 4) { l2Normalize($0, axis: 0) },
    "l2Normalize axis 1": .init(ulps: 4) { l2Normalize($0, axis: 1) },
    "lbeta": .init(ulps: 4, of: 4) { lbeta($0) },
    "zeroFraction": .init { zeroFraction($0) },
    "clip": TestedOperation { clip($0, min: -1, max: 1) },
    "clipByNorm": TestedOperation(ulps: 2) { clipByNorm($0, 1) },
    "clipByNorm axes [0]": .init(ulps: 2) { clipByNorm($0, 1, axes: 0) },
    "clipByNorm axes [1]": .init(ulps: 2) { clipByNorm($0, 1, axes: [-1]) },
    "clipByNorm axes [0, 1]": .init(ulps: 2) { clipByNorm($0, 1, axes: [0, 1]) },
    "clipByNorm of a short one": TestedOperation(ulps: 2) { clipByNorm($0, 100) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Statistics"))
  func `statistics equal NumPy's and TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `zeroFraction counts beyond what a float32 can, and has no value for no elements`() {
    let x = broadcast(Tensor([0.0]), to: [(1 << 24) + 2])
    #expect(zeroFraction(x).number == 1)
    #expect(zeroFraction(Tensor([0, 3, 0, 0])).number == 0.75)
    #expect(zeroFraction(Tensor.zeros([0])).number.isNaN)
  }

  @Test(arguments: [DType.float16, .float32, .float64])
  func `zeros have no length, and stay zeros`(dtype: DType) {
    expectEqual(l2Normalize(Tensor.zeros([3], dtype: dtype)), Tensor.zeros([3], dtype: dtype))
  }

  @Test func `normalized lengths and lbeta have derivatives in every way`() throws {
    let x = waves([2, 3]) + 2
    try checkEveryWay("l2Normalize", at: [x]) { l2Normalize($0[0], axis: 1) }
    try checkEveryWay("lbeta", at: [x]) { lbeta($0[0]) }
  }

  @Test func `rows are clipped each by its own length, and have derivatives in every way`() throws {
    let x = Tensor([[3.0, 4.0], [0.0, 0.0], [0.3, 0.4]])
    expectTensor(
      clipByNorm(x, 1, axes: 1), [3, 2], [0.6, 0.8, 0, 0, 0.3, 0.4], tolerance: 1e-7)
    try checkEveryWay("clipByNorm", at: [waves([3, 4]) + 1]) { clipByNorm($0[0], 2.1, axes: 1) }
  }

  @Test func `an axis to clip along that does not exist stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = clipByNorm(Tensor([3.0]), 1, axes: 1)
      },
      "axis 1", "cure:")
  }

  @Test func `lbeta of a scalar stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = lbeta(Tensor(1.0))
      },
      "lbeta: axis -1 of a scalar", "cure:")
  }

  @Test func `logSumExp neither overflows nor is lost`() {
    expectEqual(Tensor([1000.0, 1000.0]).logSumExp(), Tensor(1000.6932))
    expectEqual(Tensor([-1000.0, -1000.0]).logSumExp(), Tensor(-999.30685))
    let infinity = Double.infinity
    #expect(Tensor([-infinity, -infinity]).logSumExp().number == -infinity)
    #expect(Tensor([infinity, 0]).logSumExp().number == infinity)
    #expect(Tensor([.nan, 0]).logSumExp().number.isNaN)
  }

  @Test(arguments: [nil, [0], [-1], [0, 1]] as [[Int]?], [false, true])
  func `moments are the mean and the variance`(axes: [Int]?, keepDims: Bool) throws {
    let x = sin(counting([3, 4]))
    let (mean, variance) = x.moments(axis: axes, keepDims: keepDims)
    expectEqual(mean, x.mean(axis: axes, keepDims: keepDims))
    expectEqual(variance, x.variance(axis: axes, keepDims: keepDims))
    try checkSecondDerivative("moments", at: [x]) {
      let (mean, variance) = $0[0].moments(axis: axes, keepDims: keepDims)
      return mean * square(variance)
    }
  }

  @Test func `clipByGlobalNorm scales all by one factor`() {
    let (clipped, length) = clipByGlobalNorm([Tensor([3.0]), Tensor([[4.0, 0.0]])], 1)
    expectEqual(length, Tensor(5.0))
    expectEqual(clipped[0], Tensor([0.6]), ulps: 1)
    expectEqual(clipped[1], Tensor([[0.8, 0.0]]), ulps: 1)
    expectEqual(clipByGlobalNorm([Tensor([3.0])], 10).clipped[0], Tensor([3.0]))
  }

  @Test(
    arguments: [
      [[1, 2], [.infinity, 1]], [[1e30, 1e30]], [[.nan], [1]],
    ] as [[[Float]]])
  func `an infinite global norm makes all elements NaN`(gradients: [[Float]]) {
    let (clipped, _) = clipByGlobalNorm(gradients.map { Tensor($0) }, 1)
    for tensor in clipped {
      expectTensor(tensor, tensor.shape, [Double](repeating: .nan, count: tensor.count))
    }
  }

  @Test(arguments: [DType.int8, .uint8, .int16, .int32, .int64])
  func `the variance of integers has a fraction`(dtype: DType) {
    let x = Tensor([[1, 2, 4], [1, 2, 2]], dtype: dtype)
    expectEqual(x.variance(axis: 1), Tensor([1.5555556, 0.22222222]))
    expectEqual(x.standardDeviation(), sqrt(x.variance()))
    let (mean, variance) = x.moments()
    expectEqual(mean, Tensor(2.0))
    expectEqual(variance, Tensor(1.0))
    let wide = Tensor.full([2], 127, dtype: .int8)
    expectEqual(wide.variance(), Tensor(0.0))
  }

  @Test func `the slope of a norm whose square is too small is 0`() throws {
    let x = Tensor([1e-23])
    let tape = GradientTape()
    tape.watch(x)
    let norm = tape.record { x.norm() }
    expectEqual(try tape.gradient(norm, x), Tensor([0.0]))
  }

  @Test func `the norm of zeros has the gradient 0`() throws {
    let x = Variable([0.0, 0.0])
    let tape = GradientTape(persistent: true)
    let norm = tape.record { x.norm() }
    let clipped = tape.record { clipByNorm(x, 1).sum() + clipByGlobalNorm([x], 1).clipped[0].sum() }
    expectEqual(try tape.gradient(norm, x), Tensor([0.0, 0.0]))
    expectEqual(try tape.gradient(clipped, x), Tensor([2.0, 2.0]))
  }

  @Test func `no tensors to clip stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = clipByGlobalNorm([], 1)
      },
      "clipByGlobalNorm: no tensors", "cure: give at least one")
  }
}

@Test(arguments: [DType.float32, .float64], [1, 100, 5000, 200_001])
func `the variance is the mean squared distance, however large the mean`(dtype: DType, count: Int) {
  // Numbers that differ in their last digits only: squares of the mean would have none of them.
  let numbers = (0..<count).map { 10_000 + Double(($0 &* 7919) % 64) / 16 }
  let mean = numbers.reduce(0, +) / Double(count)
  let expected = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
  let x = cast(Tensor(numbers), to: dtype)
  let accuracy = dtype == .float32 ? 1e-4 : 1e-11
  func near(_ x: Tensor) -> Bool {
    cast(x, to: .float64).scalars(as: Double.self)
      .allSatisfy { abs($0 - expected) <= accuracy * (1 + expected) }
  }
  #expect(near(x.variance()))
  let columns = stack([x, x, x], axis: 1)
  #expect(near(columns.variance(axis: 0)))
  #expect(near(transpose(columns).variance(axis: 1)))
  #expect(near(columns.moments(axis: 0).variance))
}
